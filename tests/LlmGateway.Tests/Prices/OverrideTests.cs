using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Tests.Prices;

public sealed class OverrideTests
{
    private static readonly Usage s_million = new() { InputTokens = 1_000_000 };

    [Fact]
    public void A_row_of_the_override_wins_over_the_same_model_and_says_so_in_its_id()
    {
        var models = Rows.Catalog(Rows.Tokens() with { Input = 1 }).With(Rows.Catalog(Rows.Tokens() with { Input = 2 }));
        var charge = Pricing.Charge(models, "p", "m", s_million, Rows.Now)!;
        Assert.Equal((2_000_000_000, "override:p/m"), (charge.NanoUsd, charge.PriceId));
        Assert.Equal(2, Rows.Hold(models, s_million));
    }

    [Fact]
    public void Before_and_after_its_time_the_shipped_row_holds()
    {
        var models = Rows.Catalog(Rows.Tokens() with { Input = 1 }).With(Rows.Catalog(Rows.Tokens() with { Input = 2, ValidFrom = new(2026, 12, 1), ValidUntil = new(2026, 12, 31) }));
        Assert.Equal(1, Rows.Charge(models, s_million));
        Assert.Equal(2, Rows.Charge(models, s_million, at: DateTimeOffset.Parse("2026-12-01T00:00:00Z")));
        Assert.Equal(1, Rows.Charge(models, s_million, at: DateTimeOffset.Parse("2027-01-01T00:00:00Z")));
    }

    [Fact]
    public void One_resolution_is_overridden_and_the_others_stay()
    {
        var models = Rows.Catalog(Second("720p", 1), Second("4k", 3)).With(Rows.Catalog(Second("4k", 2)));
        Assert.Equal(1, Rows.Charge(models, new() { VideoMilliseconds = 1000, Resolution = "720p" }));
        Assert.Equal(2, Rows.Charge(models, new() { VideoMilliseconds = 1000, Resolution = "4K" }));
        Assert.Equal(2, Rows.Charge(models, new() { VideoMilliseconds = 1000 }));
    }

    [Fact]
    public void A_row_without_a_resolution_stands_in_for_all_of_them()
    {
        var models = Rows.Catalog(Second("720p", 1), Second("4k", 3)).With(Rows.Catalog(Second(null, 2)));
        Assert.Equal(2, Rows.Charge(models, new() { VideoMilliseconds = 1000, Resolution = "4k" }));
    }

    [Fact]
    public void A_row_in_another_unit_stands_in_for_the_whole_model()
    {
        var models = Rows.Catalog(Rows.Tokens() with { Input = 1 }).With(Rows.Catalog(Rows.Piece(PriceUnit.Request, 0.5m)));
        Assert.Equal(0.5m, Rows.Charge(models, s_million));
    }

    [Fact]
    public void A_model_that_had_no_price_gets_one()
    {
        var models = Rows.Catalog(Rows.Tokens("other") with { Input = 1 }).With(Rows.Catalog(Rows.Tokens() with { Input = 2 }));
        Assert.Equal(2, Rows.Charge(models, s_million));
    }

    [Fact]
    public void Models_and_multipliers_are_replaced_one_by_one()
    {
        var shipped = new ModelCatalog([Model("", 1), Model("a", 2)], [Rows.Tokens() with { Input = 1 }], [Rows.Multiplier("flex", 0.5m), Rows.Multiplier("priority", 2)]);
        var models = shipped.With(new([Model("a", 3), Model("ab", 4)], [], [Rows.Multiplier("flex", 0.6m)]));
        Assert.Equal((1, 3, 4), (models.Find("p", "x").ContextWindow, models.Find("p", "a1").ContextWindow, models.Find("p", "abc").ContextWindow));
        Assert.Equal(0.6m, Rows.Charge(models, s_million with { ServiceTier = "flex" }));
        Assert.Equal(2m, Rows.Charge(models, s_million with { ServiceTier = "priority" }));
    }

    private static PriceRow Second(string? resolution, decimal price) => Rows.Piece(PriceUnit.Second, price) with { Resolution = resolution };

    private static ModelRow Model(string prefix, long window) => new() { Provider = "p", Prefix = prefix, ContextWindow = window, MaxOutput = 1 };
}
