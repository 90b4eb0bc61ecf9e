using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using LlmGateway.Tests.Config;

namespace LlmGateway.Tests.Prices;

public sealed class ChargeTests
{
    private const long Million = 1_000_000;

    [Fact]
    public void Each_kind_of_token_costs_its_own_price()
    {
        var row = Rows.Tokens() with
        {
            Input = 1,
            CachedInput = 2,
            CacheWrite = 4,
            CacheWriteLong = 8,
            AudioInput = 16,
            CachedAudioInput = 32,
            ImageInput = 64,
            CachedImageInput = 128,
            VideoInput = 256,
            CachedVideoInput = 512,
            Output = 1024,
            AudioOutput = 2048,
            ImageOutput = 4096,
            VideoOutput = 8192,
        };
        var usage = new Usage
        {
            InputTokens = 10 * Million,
            CachedInputTokens = 4 * Million, // One of each medium and one of text.
            CacheWriteTokens = 2 * Million,
            LongCacheWriteTokens = Million,
            AudioInputTokens = 2 * Million,
            CachedAudioInputTokens = Million,
            ImageInputTokens = 2 * Million,
            CachedImageInputTokens = Million,
            VideoInputTokens = 2 * Million,
            CachedVideoInputTokens = Million,
            OutputTokens = 4 * Million,
            AudioOutputTokens = Million,
            ImageOutputTokens = Million,
            VideoOutputTokens = Million,
        };
        Assert.Equal((1 << 14) - 1, Rows.Charge(Rows.Catalog(row), usage));
    }

    [Fact]
    public void A_kind_without_a_price_costs_what_the_wider_kind_costs()
    {
        var row = Rows.Tokens() with { Input = 3, Output = 5 };
        var usage = new Usage { InputTokens = 4 * Million, CachedInputTokens = Million, CacheWriteTokens = Million, AudioInputTokens = Million, OutputTokens = 2 * Million, ImageOutputTokens = Million, ReasoningTokens = Million };
        Assert.Equal(22, Rows.Charge(Rows.Catalog(row), usage));
    }

    [Fact]
    public void Cached_audio_without_a_price_costs_as_fresh_audio_because_a_missing_price_is_no_discount()
    {
        var row = Rows.Tokens() with { Input = 1, CachedInput = 0.1m, AudioInput = 10, Output = 0 };
        Assert.Equal(10, Rows.Charge(Rows.Catalog(row), new() { InputTokens = Million, CachedInputTokens = Million, AudioInputTokens = Million, CachedAudioInputTokens = Million }));
    }

    [Fact]
    public void Reasoning_is_output_and_is_not_charged_twice()
    {
        var row = Rows.Tokens() with { Input = 1, Output = 10 };
        Assert.Equal(10, Rows.Charge(Rows.Catalog(row), new() { InputTokens = 0, OutputTokens = Million, ReasoningTokens = Million }));
    }

    [Fact]
    public void Details_that_add_up_to_more_than_the_whole_never_charge_more_tokens_than_there_were()
    {
        var row = Rows.Tokens() with { Input = 1, CachedInput = 0.5m, AudioInput = 2, Output = 1 };
        Assert.Equal(0.5m, Rows.Charge(Rows.Catalog(row), new() { InputTokens = Million, CachedInputTokens = 5 * Million, AudioInputTokens = 3 * Million }));
    }

    [Fact]
    public void Zero_tokens_cost_nothing_and_are_priced() => Assert.Equal(0, Rows.Charge(Rows.Catalog(Rows.Tokens() with { Input = 1, Output = 1 }), new() { InputTokens = 0, OutputTokens = 0 }));

    [Fact]
    public void Tokens_that_were_not_reported_have_no_price() => Assert.Null(Rows.Charge(Rows.Catalog(Rows.Tokens() with { Input = 1, Output = 1 }), new() { Images = 2 }));

    [Fact]
    public void Output_without_any_output_price_has_no_price() => Assert.Null(Rows.Charge(Rows.Catalog(Rows.Tokens() with { Input = 1 }), new() { InputTokens = 1, OutputTokens = 1 }));

    [Theory]
    [InlineData(1000, 1.0)] // At the threshold the plain prices hold.
    [InlineData(1001, 2.002)]
    public void Above_the_threshold_the_whole_call_costs_the_long_prices(long input, double usd)
    {
        var row = Rows.Tokens() with { Input = 1000, Output = 0, LongContext = new() { AboveInputTokens = 1000, Input = 2000, Output = 0 } };
        Assert.Equal((decimal)usd, Rows.Charge(Rows.Catalog(row), new() { InputTokens = input, OutputTokens = 0 }));
    }

    [Fact]
    public void Cached_tokens_count_towards_the_threshold_and_have_a_long_price_too()
    {
        var row = Rows.Tokens() with { Input = 10, CachedInput = 1, Output = 10, LongContext = new() { AboveInputTokens = Million, Input = 20, CachedInput = 2, Output = 15 } };
        Assert.Equal(2 + 20 + 15, Rows.Charge(Rows.Catalog(row), new() { InputTokens = 2 * Million, CachedInputTokens = Million, OutputTokens = Million }));
    }

    [Theory]
    [InlineData(PriceUnit.Image, 8)]
    [InlineData(PriceUnit.Second, 5)]
    [InlineData(PriceUnit.Minute, 0.0833333333333333)]
    [InlineData(PriceUnit.MillionCharacters, 0.000006)]
    [InlineData(PriceUnit.Item, 7)]
    [InlineData(PriceUnit.Request, 2)]
    public void Each_unit_takes_its_own_quantity(PriceUnit unit, double usd)
    {
        var usage = new Usage { Images = 4, VideoMilliseconds = 2_500, Characters = 3, Items = unit == PriceUnit.Item ? 3 : null, Videos = 1 };
        var price = unit == PriceUnit.Item ? 7m / 3 : 2;
        Assert.Equal((double)Rows.Charge(Rows.Catalog(Rows.Piece(unit, price)), usage)!.Value, usd, 9);
    }

    [Fact]
    public void Sound_is_charged_by_its_length_where_there_is_no_video() => Assert.Equal(0.9m, Rows.Charge(Rows.Catalog(Rows.Piece(PriceUnit.Second, 0.1m)), new() { AudioMilliseconds = 9_000 }));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(30_000, 1)]
    [InlineData(30_001, 2)]
    public void Time_in_steps_is_rounded_up(long milliseconds, long steps) =>
        Assert.Equal(steps, Rows.Charge(Rows.Catalog(Rows.Piece(PriceUnit.Minute, 2) with { StepSeconds = 30 }), new() { VideoMilliseconds = milliseconds }));

    [Fact]
    public void A_price_for_pieces_needs_their_number() => Assert.Null(Rows.Charge(Rows.Catalog(Rows.Piece(PriceUnit.Second, 1)), new() { Videos = 1 }));

    [Fact]
    public void Money_is_rounded_half_up_once()
    {
        var catalog = Rows.Catalog(Rows.Tokens() with { Input = 0.0005m, CachedInput = 0.0001m, Output = 0 }); // Half a nano-USD a token.
        Assert.Equal(0.000000001m, Rows.Charge(catalog, new() { InputTokens = 1, OutputTokens = 0 }));
        Assert.Equal(0.000000001m, Rows.Charge(catalog, new() { InputTokens = 3, CachedInputTokens = 2, OutputTokens = 0 })); // 0.5 + 0.2
        Assert.Equal(0m, Rows.Charge(catalog, new() { InputTokens = 4, CachedInputTokens = 4, OutputTokens = 0 })); // 0.4
    }

    [Fact]
    public void An_absurd_usage_costs_at_most_what_can_be_counted() =>
        Assert.Equal(Amounts.Largest, Pricing.Charge(Rows.Catalog(Rows.Tokens() with { Input = 100_000, Output = 1 }), "p", "m", new() { InputTokens = long.MaxValue }, Rows.Now)!.NanoUsd);

    [Fact]
    public void The_model_that_answered_is_priced_first_and_the_requested_one_else()
    {
        var catalog = Rows.Catalog(Rows.Tokens() with { Input = 1 }, Rows.Tokens("answered") with { Input = 2 });
        Assert.Equal(2, Rows.Charge(catalog, new() { InputTokens = Million, Model = "answered-2026-01-01" }));
        Assert.Equal(1, Rows.Charge(catalog, new() { InputTokens = Million, Model = "unheard-of" }));
    }

    [Fact]
    public void Prices_are_those_of_the_day_of_admission_in_UTC()
    {
        var catalog = Rows.Catalog(Rows.Tokens() with { Input = 1, ValidUntil = new(2026, 11, 30) }, Rows.Tokens() with { Input = 2, ValidFrom = new(2026, 12, 1) });
        var usage = new Usage { InputTokens = Million };
        Assert.Equal(1, Rows.Charge(catalog, usage, at: DateTimeOffset.Parse("2026-11-30T23:59:59Z")));
        Assert.Equal(1, Rows.Charge(catalog, usage, at: DateTimeOffset.Parse("2026-12-01T03:00:00+05:00")));
        Assert.Equal(2, Rows.Charge(catalog, usage, at: DateTimeOffset.Parse("2026-12-01T00:00:00Z")));
    }

    [Fact]
    public void A_price_that_is_over_is_no_price() => Assert.Null(Rows.Charge(Rows.Catalog(Rows.Tokens() with { Input = 1, ValidUntil = new(2026, 11, 22) }), new() { InputTokens = 1 }));

    [Theory]
    [InlineData("1024x1024", "standard", 0.04)]
    [InlineData("1024x1024", "hd", 0.08)]
    [InlineData("1792x1024", "hd", 0.12)]
    [InlineData("1024x1792", "standard", 0.08)]
    [InlineData("512x512", "hd", 0.12)] // No row is for it: the dearest.
    [InlineData(null, "standard", 0.12)] // Not told: the dearest.
    [InlineData("1024x1024", null, 0.12)]
    public void Size_and_quality_choose_the_price_of_an_image(string? size, string? quality, double usd) =>
        Assert.Equal((decimal)usd, Pricing.Charge(ShippedFiles.Models, "openai", "dall-e-3", new() { Images = 1, Resolution = size, Quality = quality }, Rows.Now)!.NanoUsd / 1e9m);

    [Theory]
    [InlineData("gpt-5.6-sol", 10, 0.1)]
    [InlineData("gpt-4o", 1, 0.01)]
    public void Web_searches_are_charged_beside_the_tokens(string model, long searches, double usd)
    {
        var charge = Pricing.Charge(ShippedFiles.Models, "openai", model, new() { InputTokens = 0, OutputTokens = 0, WebSearches = searches }, Rows.Now)!;
        Assert.Equal(((decimal)usd, $"openai/{model}+openai/tool:web_search"), (charge.NanoUsd / 1e9m, charge.PriceId));
    }

    [Theory]
    [InlineData("gemini-3.5-flash", 0.014)]
    [InlineData("gemini-4-argon", 0.014)]
    [InlineData("gemini-2.5-flash", 0.035)]
    [InlineData("gemini-2.0-flash", 0.035)]
    public void A_search_costs_by_the_family_of_the_model_that_asks(string model, double usd) =>
        Assert.Equal((decimal)usd, Pricing.Charge(ShippedFiles.Models, "gemini", model, new() { InputTokens = 0, OutputTokens = 0, WebSearches = 1 }, Rows.Now)!.NanoUsd / 1e9m);

    [Fact]
    public void A_call_of_a_tool_alone_is_charged_as_one() =>
        Assert.Equal(2_500_000, Pricing.Charge(ShippedFiles.Models, "openai", "tool:file_search", new() { FileSearches = 1 }, Rows.Now)!.NanoUsd);

    [Fact]
    public void A_tool_without_a_price_makes_the_call_unpriced() => Assert.Null(Rows.Charge(Rows.Catalog(Rows.Tokens() with { Input = 1 }), new() { InputTokens = 1, WebSearches = 1 }));

    [Fact]
    public void Stored_tokens_are_charged_by_the_hour_beside_the_tokens()
    {
        var catalog = Rows.Catalog(Rows.Tokens() with { Input = 3 }, Rows.Piece(PriceUnit.MillionTokenHours, 1));
        Assert.Equal(3 + 24, Rows.Charge(catalog, new() { InputTokens = Million, StoredTokenSeconds = Million * 24 * 3600 }));
        Assert.Null(Rows.Charge(Rows.Catalog(Rows.Tokens() with { Input = 3 }), new() { InputTokens = 1, StoredTokenSeconds = 1 }));
    }

    [Fact]
    public void Parts_of_other_models_are_charged_at_their_own_prices()
    {
        var catalog = Rows.Catalog(Rows.Tokens() with { Input = 1, Output = 1 }, Rows.Tokens("painter") with { Input = 5, ImageOutput = 30 }, Rows.Piece(PriceUnit.Item, 0.03m, "tool:container"));
        var usage = new Usage
        {
            InputTokens = Million,
            OutputTokens = 0,
            Also = [new() { Model = "painter", InputTokens = Million, OutputTokens = Million, ImageOutputTokens = Million }, new() { Model = "tool:container", Items = 2 }],
        };
        Assert.Equal(1 + 35 + 0.06m, Rows.Charge(catalog, usage));
        Assert.Null(Rows.Charge(Rows.Catalog(Rows.Tokens() with { Input = 1, Output = 1 }), usage with { Also = [new() { Model = "stranger", Items = 1 }] }));
    }
}
