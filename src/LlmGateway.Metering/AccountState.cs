namespace LlmGateway.Metering;

/// <summary>The counters of one account.</summary>
/// <param name="ResetsAt">End of the month; for rolling the first instant at which something falls out.</param>
public sealed record AccountState(Subject Subject, Window Window, Amounts Posted, Amounts Held, DateTimeOffset ResetsAt);
