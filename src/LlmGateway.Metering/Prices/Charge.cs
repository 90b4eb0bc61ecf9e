namespace LlmGateway.Metering.Prices;

/// <summary>What a call costs: nano-USD, rounded half up once.</summary>
public sealed record Charge(long NanoUsd, string PriceId);
