using LlmGateway.Metering;

namespace LlmGateway.Quotas.Consistency;

/// <summary>One thing that differs.</summary>
/// <param name="Subject">Whose counter; null if it is none.</param>
/// <param name="Day">The day of a rolling window (days since 1970-01-01); null otherwise.</param>
/// <param name="Expected">By the ledger, the outbox and the live reservations, in the meter's inner unit.</param>
/// <param name="Found">In the store.</param>
/// <param name="What">Numbers of the outbox, or a reservation's id; null for a counter.</param>
public sealed record Difference(
    DifferenceKind Kind, Subject? Subject = null, string? WindowId = null, int? Day = null, QuotaMeter? Meter = null, long? Expected = null, long? Found = null, string? What = null);
