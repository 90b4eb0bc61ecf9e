using LlmGateway.Metering.Providers;

namespace LlmGateway.Forwarding;

/// <summary>The provider keys of the configuration: <c>OPENAI_API_KEY</c> and the like (name <c>default</c>), and <c>Upstreams:provider:name</c>.</summary>
internal sealed class UpstreamKeys
{
    private const string Shared = "";

    private readonly UpstreamKey[] _all;
    private readonly Dictionary<(string Provider, string Organization), UpstreamKey[]> _groups;

    /// <exception cref="InvalidOperationException">A key is incomplete, or two keys of a provider have one name.</exception>
    public UpstreamKeys(IConfiguration configuration, OperationCatalog catalog)
    {
        _all = [.. catalog.Providers.SelectMany(provider => Read(configuration, provider.Name))];
        _groups = _all.GroupBy(key => (key.Provider, key.Organization ?? Shared)).ToDictionary(group => group.Key, group => group.ToArray());
        if (_all.GroupBy(key => key.ToString(), StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"There are two keys with the name {twice.Key}; {EnvironmentName(twice.First().Provider)} is the one named default.");
        }
    }

    public IEnumerable<UpstreamKey> All => _all;

    /// <summary>The keys that an organization's calls may use: its own, else those that all share; none where nothing is configured. The same keys are always the same array.</summary>
    public UpstreamKey[] Of(string provider, string organization) =>
        _groups.TryGetValue((provider, organization), out var own) ? own : _groups.GetValueOrDefault((provider, Shared), []);

    /// <summary>The key that created an object; null if it is no longer configured.</summary>
    public UpstreamKey? Named(string provider, string name) => Array.Find(_all, key => key.Provider == provider && key.Name == name);

    /// <summary>Setting that holds a provider's key where there is one only.</summary>
    public static string EnvironmentName(string provider) => $"{provider.ToUpperInvariant()}_API_KEY";

    private static IEnumerable<UpstreamKey> Read(IConfiguration configuration, string provider)
    {
        if (configuration[EnvironmentName(provider)] is { Length: > 0 } secret) yield return new(provider, "default", secret.Trim(), 1, null);
        foreach (var section in configuration.GetSection($"Upstreams:{provider}").GetChildren())
        {
            var key = section["Key"] is { Length: > 0 } value ? value.Trim() : throw new InvalidOperationException($"{section.Path}:Key is missing.");
            var weight = section.GetValue("Weight", 1);
            if (weight is < 1 or > 1000) throw new InvalidOperationException($"{section.Path}:Weight must be from 1 to 1000.");
            yield return new(provider, section.Key, key, weight, section["Organization"] is { Length: > 0 } organization ? organization : null);
        }
    }
}
