using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Authentication;

/// <param name="Limits">The user's own record; null if there is none.</param>
/// <param name="TierLimits">What the user inherits; from config/tiers.json.</param>
/// <param name="Team">The user's team, null if none.</param>
public sealed record UserPolicy(
    string Id, string Tier, SubjectLimits? Limits, SubjectLimits TierLimits, long LimitsVersion, bool IsActive, TeamPolicy? Team)
{
    /// <summary>Models that the tier allows: names, a star at the end allowed; empty: all.</summary>
    public ImmutableArray<string> AllowedModels { get; init; } = [];

    /// <summary>Operations that the tier allows, likewise.</summary>
    public ImmutableArray<string> AllowedOperations { get; init; } = [];
}
