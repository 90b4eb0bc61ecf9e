namespace LlmGateway.Metering;

/// <summary>Everything a settlement is decided from.</summary>
/// <param name="End">How the exchange ended.</param>
/// <param name="Status">HTTP status of the provider's answer, null if there was none.</param>
/// <param name="Reading">What the usage reader saw.</param>
/// <param name="LatencyMs">Milliseconds from admission to the end of the exchange.</param>
public sealed record CallOutcome(CallEnd End, int? Status, UsageReading Reading, long LatencyMs);
