using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using LlmGateway.Tests.Config;

namespace LlmGateway.Tests.Prices;

public sealed class MultiplierTests
{
    private static readonly Usage s_million = new() { InputTokens = 1_000_000 };

    private static readonly ModelCatalog s_models = new(
        [], [Rows.Tokens() with { Input = 1, Output = 1 }],
        [Rows.Multiplier("flex", 0.5m), Rows.Multiplier("batch", 0.5m) with { Guaranteed = true }, Rows.Multiplier("priority", 2), Rows.Multiplier("default", 1)]);

    [Theory]
    [InlineData("default", null, 1)]
    [InlineData("flex", "flex", 0.5)]
    [InlineData("Priority", "flex", 2)] // What was charged counts, not what was asked for.
    [InlineData("never-heard-of", null, 2)] // The dearest that is known.
    [InlineData(null, null, 1)]
    [InlineData(null, "priority", 2)] // The answer is silent: as was asked for,
    [InlineData(null, "flex", 1)] // or as standard, where it may have been served at that.
    [InlineData(null, "batch", 0.5)]
    public void A_charge_takes_the_tier_of_the_answer(string? charged, string? requested, double factor) =>
        Assert.Equal((decimal)factor, Rows.Charge(s_models, s_million with { ServiceTier = charged }, requested));

    [Theory]
    [InlineData(null, 1)]
    [InlineData("default", 1)]
    [InlineData("flex", 1)]
    [InlineData("batch", 0.5)]
    [InlineData("priority", 2)]
    [InlineData("never-heard-of", 2)]
    public void A_hold_takes_the_tier_that_was_asked_for_and_never_less_than_standard_unless_it_is_guaranteed(string? requested, double factor) =>
        Assert.Equal((decimal)factor, Rows.Hold(s_models, s_million, tier: requested));

    [Fact]
    public void A_surcharge_on_every_tier_is_multiplied_in()
    {
        var regional = s_models.With(new([], [], [Rows.Multiplier(PriceMultiplier.EveryTier, 1.1m)]));
        Assert.Equal(1.1m, Rows.Charge(regional, s_million));
        Assert.Equal(2.2m, Rows.Charge(regional, s_million with { ServiceTier = "priority" }));
        Assert.Equal(1.1m, Rows.Hold(regional, s_million));
    }

    [Fact]
    public void Tools_are_not_multiplied()
    {
        var models = s_models.With(new([], [Rows.Piece(PriceUnit.ThousandCalls, 10, "tool:web_search")]));
        Assert.Equal(2.01m, Rows.Charge(models, s_million with { ServiceTier = "priority", WebSearches = 1 }));
    }

    [Theory]
    [InlineData("gpt-6.2-sol", "2027-02-28", 3)]
    [InlineData("gpt-6.2-sol-2026-11-17", "2027-02-28", 3)]
    [InlineData("gpt-6.2-sol", "2027-03-01", 6)]
    [InlineData("gpt-6-astra", "2026-11-23", 6)]
    public void Ultrafast_differs_by_model_and_day(string model, string day, double factor)
    {
        var at = DateTimeOffset.Parse(day + "T12:00:00Z");
        var standard = Pricing.Charge(ShippedFiles.Models, "openai", model, s_million, at)!.NanoUsd;
        var fast = Pricing.Charge(ShippedFiles.Models, "openai", model, s_million with { ServiceTier = "ultrafast" }, at)!.NanoUsd;
        Assert.Equal((decimal)factor, (decimal)fast / standard);
    }

    [Theory]
    [InlineData("openai", "gpt-5-mini", "flex", 0.5)]
    [InlineData("openai", "gpt-5-mini", "batch", 0.5)]
    [InlineData("openai", "gpt-5-mini", "priority", 2)]
    [InlineData("openai", "gpt-5-mini", "fast", 2)]
    [InlineData("openai", "gpt-5-mini", "scale", 1)]
    [InlineData("gemini", "gemini-3.5-flash", "flex", 0.5)]
    [InlineData("gemini", "gemini-3.5-flash", "batch", 0.5)]
    [InlineData("gemini", "gemini-3.5-flash", "priority", 2)]
    public void The_shipped_tiers_multiply(string provider, string model, string tier, double factor)
    {
        var standard = Pricing.Charge(ShippedFiles.Models, provider, model, s_million, Rows.Now)!.NanoUsd;
        Assert.Equal((decimal)factor, (decimal)Pricing.Charge(ShippedFiles.Models, provider, model, s_million with { ServiceTier = tier }, Rows.Now)!.NanoUsd / standard);
    }
}
