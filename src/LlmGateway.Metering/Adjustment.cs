namespace LlmGateway.Metering;

/// <summary>A correction of one counter; counters are the sum of ledger rows and adjustments.</summary>
public sealed record Adjustment(
    string Id, Subject Subject, QuotaMeter Meter, string WindowId, int Day, long Delta, string Actor, string Reason, DateTimeOffset At);
