namespace LlmGateway.Metering;

/// <summary>Which limit stopped a call, in the meter's inner unit (nano-USD, milliseconds).</summary>
public sealed record QuotaExceeded(
    Subject Subject, string Meter, long Limit, long Used, long Held, long Remaining, long Requested, DateTimeOffset ResetsAt);
