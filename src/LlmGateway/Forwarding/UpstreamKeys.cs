using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Pipeline;

namespace LlmGateway.Forwarding;

/// <summary>The provider keys of the configuration: <c>OPENAI_API_KEY</c> and the like (name <c>default</c>), and <c>Upstreams:provider:name</c>.</summary>
internal sealed class UpstreamKeys
{
    private readonly Dictionary<string, UpstreamKey[]> _keys;

    public UpstreamKeys(IConfiguration configuration, OperationCatalog catalog) =>
        _keys = catalog.Providers.ToDictionary(provider => provider.Name, provider => Read(configuration, provider.Name).ToArray(), StringComparer.Ordinal);

    public IEnumerable<UpstreamKey> All => _keys.Values.SelectMany(keys => keys);

    /// <summary>A key for an organization's next call, by weight; an organization's own keys come before the shared ones.</summary>
    public Result<UpstreamKey> Choose(string provider, string organization)
    {
        var eligible = Array.FindAll(_keys[provider], key => key.Organization == organization);
        if (eligible.Length == 0) eligible = Array.FindAll(_keys[provider], key => key.Organization is null);
        if (eligible.Length == 0)
        {
            return new Refusal(
                RefusalCode.UpstreamNotConfigured, 503,
                $"This gateway has no key for {provider}. Whoever runs it must set {EnvironmentName(provider)} or Upstreams:{provider}:<name>:Key.");
        }

        var draw = Random.Shared.Next(eligible.Sum(key => key.Weight));
        foreach (var key in eligible)
        {
            if ((draw -= key.Weight) < 0) return key;
        }

        return eligible[^1];
    }

    /// <summary>True if calls of a provider may be spread over several keys.</summary>
    public bool HasSeveral(string provider) => _keys[provider].Length > 1;

    /// <summary>The key that created a job; null if it is no longer configured.</summary>
    public UpstreamKey? Named(string provider, string name) => Array.Find(_keys[provider], key => key.Name == name);

    private static IEnumerable<UpstreamKey> Read(IConfiguration configuration, string provider)
    {
        if (configuration[EnvironmentName(provider)] is { Length: > 0 } secret) yield return new(provider, "default", secret.Trim(), 1, null);
        foreach (var section in configuration.GetSection($"Upstreams:{provider}").GetChildren())
        {
            var key = section["Key"] is { Length: > 0 } value ? value.Trim() : throw new InvalidOperationException($"{section.Path}:Key is missing.");
            var weight = section.GetValue("Weight", 1);
            if (weight is < 1 or > 1000) throw new InvalidOperationException($"{section.Path}:Weight must be from 1 to 1000.");
            yield return new(provider, section.Key, key, weight, section["Organization"]);
        }
    }

    private static string EnvironmentName(string provider) => $"{provider.ToUpperInvariant()}_API_KEY";
}
