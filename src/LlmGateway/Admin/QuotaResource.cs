namespace LlmGateway.Admin;

/// <summary>What the holder of a key may still use: the usage of the asked subject, and of the key's user and team.</summary>
/// <param name="User">Null if the key has none and the call names none.</param>
/// <param name="Team">The key's team, else the user's; null if neither has one.</param>
internal sealed record QuotaResource(
    string Subject, string Id, string? Organization, string Window, DateTimeOffset ResetsAt, MetersUsage Meters, UsageResource? User, UsageResource? Team);
