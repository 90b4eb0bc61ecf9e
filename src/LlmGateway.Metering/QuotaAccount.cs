namespace LlmGateway.Metering;

/// <summary>A subject's counters in one window, with the limits that hold for this call.</summary>
/// <param name="PolicyVersion">Grows with every change of the limits; a store compares with the newest version it has seen (fence).</param>
public sealed record QuotaAccount(Subject Subject, Window Window, EffectiveLimits Limits, long PolicyVersion);
