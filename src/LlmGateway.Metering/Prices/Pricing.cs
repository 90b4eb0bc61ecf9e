namespace LlmGateway.Metering.Prices;

/// <summary>From quantities to money. Sums are exact in decimal and rounded once per call.</summary>
public static class Pricing
{
    /// <summary>Money that covers <paramref name="estimate"/> at the dearest it can become; null if the call cannot be priced.</summary>
    public static HoldPrice? Hold(ModelCatalog models, string provider, Estimate estimate, DateTimeOffset at) =>
        throw new InvalidOperationException();

    /// <summary>What <paramref name="usage"/> costs; by its own model first, by the requested one else; null if it cannot be priced.</summary>
    public static Charge? Charge(ModelCatalog models, string provider, string requestedModel, Usage usage, DateTimeOffset at) =>
        throw new InvalidOperationException();
}
