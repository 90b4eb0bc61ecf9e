using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using LlmGateway.Tests.Config;

namespace LlmGateway.Tests.Prices;

public sealed class HoldTests
{
    private const long Million = 1_000_000;

    [Fact]
    public void Input_is_held_at_the_dearest_kind_that_it_may_be()
    {
        var row = Rows.Tokens() with { Input = 2, CachedInput = 0.1m, CacheWrite = 2.5m, CacheWriteLong = 5, AudioInput = 32, Output = 0 };
        Assert.Equal(32, Rows.Hold(Rows.Catalog(row), new() { InputTokens = Million }));
        Assert.Equal(5, Rows.Hold(Rows.Catalog(row), new() { InputTokens = Million, AudioInputTokens = 0 }));
        Assert.Equal(2.5m, Rows.Hold(Rows.Catalog(row), new() { InputTokens = Million, AudioInputTokens = 0, LongCacheWriteTokens = 0 }));
        Assert.Equal(2, Rows.Hold(Rows.Catalog(row), new() { InputTokens = Million, AudioInputTokens = 0, CacheWriteTokens = 0 }));
    }

    [Fact]
    public void Of_a_kind_that_is_bounded_only_so_much_is_held_at_its_price()
    {
        var row = Rows.Tokens() with { Input = 2, AudioInput = 32, Output = 12, ImageOutput = 120 };
        var bound = new Usage { InputTokens = 2 * Million, AudioInputTokens = Million, ImageOutputTokens = Million, AudioOutputTokens = 0, VideoOutputTokens = 0 };
        Assert.Equal(2 + 32 + (3 * 12) + 108, Rows.Hold(Rows.Catalog(row), bound, want: 3 * Million));
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1001, 2002)]
    public void Long_prices_are_held_when_the_bound_can_exceed_the_threshold(long input, long usd)
    {
        var row = Rows.Tokens() with { Input = 1_000_000, Output = 0, LongContext = new() { AboveInputTokens = 1000, Input = 2_000_000, Output = 0 } };
        Assert.Equal(usd, Rows.Hold(Rows.Catalog(row), new() { InputTokens = input }));
    }

    [Fact]
    public void Long_input_makes_the_output_dearer_too()
    {
        var row = Rows.Tokens() with { Input = 1, Output = 10, LongContext = new() { AboveInputTokens = 10, Input = 2, Output = 15 } };
        Assert.Equal(2 + 15, Rows.Hold(Rows.Catalog(row), new() { InputTokens = Million }, want: Million));
    }

    [Theory]
    [InlineData("720p", 0.1)]
    [InlineData("4k", 0.3)]
    [InlineData("8k", 0.3)] // No row is for it.
    [InlineData(null, 0.3)]
    public void Where_the_resolution_is_not_known_the_dearest_is_held(string? resolution, double usd)
    {
        var catalog = Rows.Catalog(Second("720p", 0.1m), Second("1080p", 0.15m), Second("4k", 0.3m));
        Assert.Equal((decimal)usd, Rows.Hold(catalog, new() { VideoMilliseconds = 1000, Resolution = resolution }));
    }

    [Fact]
    public void Money_is_rounded_up()
    {
        var catalog = Rows.Catalog(Rows.Tokens() with { Input = 0.0001m, Output = 0.0001m }); // A tenth of a nano-USD a token.
        Assert.Equal(0.000000001m, Rows.Hold(catalog, new() { InputTokens = 1 }));
        Assert.Equal(0.000000004m, Rows.Hold(catalog, new() { InputTokens = 1 }, want: 3));
    }

    [Fact]
    public void Tools_storage_and_other_models_are_held_too()
    {
        var catalog = Rows.Catalog(
            Rows.Tokens() with { Input = 1, Output = 1 }, Rows.Piece(PriceUnit.ThousandCalls, 10, "tool:web_search"), Rows.Piece(PriceUnit.MillionTokenHours, 2), Rows.Tokens("painter") with { Input = 5, ImageOutput = 30 });
        var bound = new Usage { InputTokens = Million, WebSearches = 10, StoredTokenSeconds = Million * 3600, Also = [new() { Model = "painter", InputTokens = Million, OutputTokens = Million }] };
        Assert.Equal(1 + 0.1m + 2 + 35, Rows.Hold(catalog, bound));
    }

    [Fact]
    public void A_call_that_may_have_a_part_without_a_price_has_none()
    {
        var catalog = Rows.Catalog(Rows.Tokens() with { Input = 1 });
        Assert.Null(Rows.Hold(catalog, new() { InputTokens = 1 }, want: 1));
        Assert.Null(Rows.Hold(catalog, new() { InputTokens = 1, WebSearches = 1 }));
        Assert.Null(Rows.Hold(catalog, new() { InputTokens = 1, Also = [new() { Model = "stranger", Images = 1 }] }));
        Assert.Null(Rows.Hold(catalog, new() { Images = 1 }));
        Assert.Null(Rows.Hold(catalog, Usage.Empty));
    }

    [Fact]
    public void What_a_provider_does_not_charge_for_is_held_at_nothing_and_is_not_unpriced()
    {
        var estimate = new Estimate { Model = "stranger", Type = OperationType.Other, BoundKind = BoundKind.Proven, Expected = Usage.Empty, Bound = Usage.Empty, FreeOfCharge = true };
        Assert.Equal(new HoldPrice(0, 0, "free"), Pricing.Hold(Rows.Catalog(), "p", estimate, Rows.Now));
    }

    [Fact]
    public void Money_beyond_counting_is_never_admitted()
    {
        var catalog = Rows.Catalog(Rows.Tokens() with { Input = 100_000, Output = 100_000 });
        Assert.Throws<OverflowException>(() => Rows.Hold(catalog, new() { InputTokens = Amounts.Largest }));
        Assert.Throws<OverflowException>(() => Rows.Hold(catalog, new() { InputTokens = 1 }, want: Amounts.Largest));
        Assert.Throws<OverflowException>(() => Rows.Hold(Rows.Catalog(Rows.Piece(PriceUnit.MillionCharacters, 100_000)), new() { Characters = long.MaxValue }));
    }

    [Fact]
    public void A_text_call_of_a_shipped_model_is_held_at_what_it_can_cost_at_most()
    {
        var estimate = new Estimate
        {
            Model = "gpt-5-mini",
            Type = OperationType.LlmCall,
            BoundKind = BoundKind.Proven,
            Expected = Usage.Empty,
            Bound = new() { InputTokens = 1000 },
            Output = new(500, 500, 1, true, null),
        };
        Assert.Equal(new HoldPrice(250_000, 2_000, "openai/gpt-5-mini"), Pricing.Hold(ShippedFiles.Models, "openai", estimate, Rows.Now));
    }

    private static PriceRow Second(string resolution, decimal price) => Rows.Piece(PriceUnit.Second, price) with { Resolution = resolution };
}
