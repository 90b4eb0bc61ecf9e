using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>A named set of limits that users inherit: free, pro, enterprise (config/tiers.json).</summary>
public sealed record Tier(string Name, SubjectLimits Limits)
{
    /// <summary>Model names, a star at the end allowed; empty: all.</summary>
    public ImmutableArray<string> AllowedModels { get; init; } = [];

    /// <summary>Operation names, a star at the end allowed; empty: all.</summary>
    public ImmutableArray<string> AllowedOperations { get; init; } = [];
}
