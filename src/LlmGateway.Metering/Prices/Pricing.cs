namespace LlmGateway.Metering.Prices;

/// <summary>From quantities to money. Sums are exact in decimal and rounded once per call: a charge half up, a hold up.</summary>
public static class Pricing
{
    /// <summary>Money that covers <paramref name="estimate"/> at the dearest it can become; null if the call cannot be priced.</summary>
    public static HoldPrice? Hold(ModelCatalog models, string provider, Estimate estimate, DateTimeOffset at)
    {
        if (estimate.FreeOfCharge) return HoldPrice.Free;
        var cost = new CallCost(models, provider, Day(at), held: true);
        return cost.Add(estimate.Model, estimate.Bound, estimate.ServiceTier, estimate.Output.Want)
            ? new(Money.Hold(cost.Fixed), Money.Hold(cost.PerOutputToken), cost.PriceId)
            : null;
    }

    /// <summary>What <paramref name="usage"/> costs; by its own model first, by the requested one else; null if it cannot be priced.</summary>
    /// <param name="at">When the call was admitted: prices of that day count, whenever it ends.</param>
    /// <param name="requestedTier">Counts where the answer did not say which tier was charged.</param>
    public static Charge? Charge(ModelCatalog models, string provider, string requestedModel, Usage usage, DateTimeOffset at, string? requestedTier = null)
    {
        var day = Day(at);
        var model = usage.Model is { } answered && models.HasPrice(provider, answered, day) ? answered : requestedModel;
        var cost = new CallCost(models, provider, day, held: false);
        return cost.Add(model, usage, requestedTier, 0) ? new(Money.Charge(cost.Fixed), cost.PriceId) : null;
    }

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
