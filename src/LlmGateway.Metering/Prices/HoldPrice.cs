namespace LlmGateway.Metering.Prices;

/// <summary>What must be held in money: nano-USD, rounded up.</summary>
/// <param name="Fixed">For everything but the output tokens that the store grants.</param>
/// <param name="PerOutputToken">For each output token granted.</param>
/// <param name="PriceId">Rows used, joined by a plus sign.</param>
public sealed record HoldPrice(long Fixed, long PerOutputToken, string PriceId)
{
    /// <summary>Of calls that a provider does not charge for.</summary>
    public static HoldPrice Free { get; } = new(0, 0, Prices.Charge.FreeId);

    /// <summary>Of a call that has no price, where so much is held and charged for it.</summary>
    public static HoldPrice Unpriced(long nanoUsd) => new(nanoUsd, 0, "unpriced");
}
