namespace LlmGateway.Admin;

/// <summary>A subject's usage after a reset, and the adjustments that made it so.</summary>
internal sealed record UsageAfterReset(
    string Subject, string Id, string? Organization, string Window, DateTimeOffset ResetsAt, MetersUsage Meters, IReadOnlyList<AdjustmentResource> Adjustments);
