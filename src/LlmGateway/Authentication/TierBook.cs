using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Authentication;

/// <summary>The tiers in force, from wherever they are kept (config/tiers.json, which may change while the gateway runs).</summary>
internal sealed class TierBook(Func<ImmutableDictionary<string, Tier>> current)
{
    /// <summary>Raised after other tiers are in force.</summary>
    public event Action? Changed;

    public void Announce() => Changed?.Invoke();

    public Tier? Find(string name) => current().GetValueOrDefault(name);

    public IEnumerable<string> Names => current().Keys.Order(StringComparer.Ordinal);
}
