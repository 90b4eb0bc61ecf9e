namespace LlmGateway.Metering.Prices;

/// <summary>What a call costs: nano-USD, rounded half up once.</summary>
/// <param name="PriceId">Rows used, joined by a plus sign.</param>
public sealed record Charge(long NanoUsd, string PriceId)
{
    internal const string FreeId = "free";

    /// <summary>Of calls that a provider does not charge for.</summary>
    public static Charge Free { get; } = new(0, FreeId);
}
