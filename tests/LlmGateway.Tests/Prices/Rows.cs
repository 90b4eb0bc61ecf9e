using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Tests.Prices;

/// <summary>Small catalogues for tests of money: provider <c>p</c>, model <c>m</c>.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static PriceRow Tokens(string model = "m") => new() { Id = $"p/{model}", Provider = "p", Model = model, Unit = PriceUnit.MillionTokens };

    public static PriceRow Piece(PriceUnit unit, decimal price, string model = "m") => new() { Id = $"p/{model}/{unit}", Provider = "p", Model = model, Unit = unit, Price = price };

    public static PriceMultiplier Multiplier(string tier, decimal factor, string? model = null) => new() { Provider = "p", Tier = tier, Factor = factor, Model = model };

    public static ModelCatalog Catalog(params PriceRow[] rows) => new([], [.. rows]);

    /// <summary>The charge in USD; null if it has no price.</summary>
    public static decimal? Charge(ModelCatalog models, Usage usage, string? requestedTier = null, DateTimeOffset? at = null) =>
        Pricing.Charge(models, "p", "m", usage, at ?? Now, requestedTier) is { } charge ? charge.NanoUsd / (decimal)Money.NanoPerUsd : null;

    /// <summary>The hold in USD, with so many output tokens granted; null if it has no price.</summary>
    public static decimal? Hold(ModelCatalog models, Usage bound, long want = 0, string? tier = null)
    {
        var estimate = new Estimate
        {
            Model = "m",
            Type = OperationType.LlmCall,
            BoundKind = BoundKind.Proven,
            Expected = Usage.Empty,
            Bound = bound,
            Output = want == 0 ? OutputHold.None : new(want, want, 1, true, null),
            ServiceTier = tier,
        };
        return Pricing.Hold(models, "p", estimate, Now) is { } price ? Metering.Hold.From(estimate, price).At(want).Cost / (decimal)Money.NanoPerUsd : null;
    }
}
