namespace LlmGateway.Admin;

/// <summary>What a subject has used in a window.</summary>
/// <param name="Subject">key, user, team, organization or upstream.</param>
/// <param name="Organization">Null for an upstream key.</param>
/// <param name="Window">A month such as 2026-11, or rolling_30_days.</param>
/// <param name="ResetsAt">End of the month; of a rolling window the first instant at which something falls out.</param>
internal sealed record UsageResource(string Subject, string Id, string? Organization, string Window, DateTimeOffset ResetsAt, MetersUsage Meters);
