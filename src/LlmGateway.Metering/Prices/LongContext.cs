namespace LlmGateway.Metering.Prices;

/// <summary>Prices of a whole call whose input is long; it names every price that its row names.</summary>
public sealed record LongContext : TokenPrices
{
    /// <summary>These prices hold once there are more input tokens than this, cached ones included.</summary>
    public required long AboveInputTokens { get; init; }
}
