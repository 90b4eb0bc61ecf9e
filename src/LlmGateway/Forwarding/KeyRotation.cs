using System.Collections.Concurrent;
using LlmGateway.Metering;
using LlmGateway.Pipeline;

namespace LlmGateway.Forwarding;

/// <summary>In which order a call tries the keys that it may use: in turns by weight, those that rest behind the others.</summary>
internal sealed class KeyRotation(UpstreamKeys keys, KeyHealth health)
{
    private readonly ConcurrentDictionary<UpstreamKey[], KeyTurns> _turns = new();

    /// <summary>At least one key: the first is the one to use, the next ones are for when it has no room or is turned down.</summary>
    public Result<UpstreamKey[]> Next(string provider, string organization)
    {
        var group = keys.Of(provider, organization);
        return group.Length switch
        {
            0 => new Refusal(
                RefusalCode.UpstreamNotConfigured, 503,
                $"This gateway has no key for {provider}. Whoever runs it must set {UpstreamKeys.EnvironmentName(provider)} or Upstreams:{provider}:<name>:Key."),
            1 => group,
            _ => _turns.GetOrAdd(group, all => new(all)).Next(health.IsResting),
        };
    }
}
