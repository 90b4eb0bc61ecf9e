namespace LlmGateway.Metering;

/// <summary>A named set of limits that users inherit: free, pro, enterprise (config/tiers.json).</summary>
public sealed record Tier(string Name, SubjectLimits Limits);
