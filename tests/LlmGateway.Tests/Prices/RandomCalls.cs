using CsCheck;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Tests.Prices;

/// <summary>Random catalogues, bounds, and usages that lie within them.</summary>
internal static class RandomCalls
{
    private static readonly string[] s_tiers = ["standard", "flex", "priority", "unheard-of"];
    private static readonly string?[] s_resolutions = [null, "720p", "4k", "8k"];
    private static readonly string?[] s_qualities = [null, "low", "hd"];

    private static readonly Gen<decimal> s_usd = Gen.Int[0, 200_000].Select(milli => milli / 1000m);
    private static readonly Gen<decimal?> s_maybeUsd = Gen.Frequency((2, s_usd.Select(usd => (decimal?)usd)), (1, Gen.Const((decimal?)null)));
    private static readonly Gen<long> s_count = Gen.Frequency((1, Gen.Const(0L)), (6, Gen.Long[0, 20_000]));
    private static readonly Gen<long?> s_maybeCount = Gen.Frequency((2, s_count.Select(count => (long?)count)), (1, Gen.Const((long?)null)));

    /// <summary>Parts of a number in thousandths, from which a usage within a bound is made.</summary>
    private static readonly Gen<int[]> s_shares = Gen.Frequency((1, Gen.Const(1000)), (4, Gen.Int[0, 1000])).Array[24];

    public static Gen<(ModelCatalog Models, Usage Bound, long Want, long Granted, string? Tier, Usage Used)> Call { get; } =
        from rows in Rows_()
        from multipliers in Multipliers()
        from bound in Bound(rows[0].Unit)
        from want in s_count
        from shares in s_shares
        from tier in Gen.Frequency((1, Gen.Const((string?)null)), (2, Gen.OneOf(s_tiers).Select(name => (string?)name)))
        from likeStandard in Gen.Bool
        let granted = Share(want, shares[0])
        let counted = rows[0].Unit == PriceUnit.MillionTokens ? want : 0
        let models = new ModelCatalog([], [.. rows, .. Beside()], [.. multipliers])
        let guaranteed = multipliers.Any(row => row.Tier == tier && row.Guaranteed)
        select (models, bound, counted, Math.Min(granted, counted), tier, Within(bound, shares, Math.Min(granted, counted)) with { ServiceTier = likeStandard && !guaranteed ? "standard" : tier });

    /// <summary>One to four rows of one unit that differ by resolution and quality, the last two perhaps from an override.</summary>
    private static Gen<PriceRow[]> Rows_() =>
        from unit in Gen.Frequency((3, Gen.Const(PriceUnit.MillionTokens)), (2, Gen.OneOf(PriceUnit.Image, PriceUnit.Second, PriceUnit.Minute, PriceUnit.MillionCharacters, PriceUnit.Item)))
        from rows in (unit == PriceUnit.MillionTokens ? TokenRow : PieceRow(unit)).Array[1, 4]
        from overrides in Gen.Bool
        select rows.DistinctBy(row => (row.Resolution, row.Quality)).Select((row, index) => row with { Id = $"p/m/{index}", Overrides = overrides && index > 1 }).ToArray();

    private static Gen<PriceRow> TokenRow { get; } =
        from prices in s_maybeUsd.Array[14]
        from dear in s_maybeUsd.Array[14]
        from above in Gen.Frequency((1, Gen.Const(0L)), (1, Gen.Long[1, 15_000]))
        from selectors in Gen.Select(Gen.OneOf(s_resolutions), Gen.OneOf(s_qualities), (resolution, quality) => (resolution, quality))
        select Rows.Tokens() with
        {
            Input = prices[0],
            CachedInput = prices[1],
            CacheWrite = prices[2],
            CacheWriteLong = prices[3],
            Output = prices[4],
            AudioInput = prices[5],
            CachedAudioInput = prices[6],
            AudioOutput = prices[7],
            ImageInput = prices[8],
            CachedImageInput = prices[9],
            ImageOutput = prices[10],
            VideoInput = prices[11],
            CachedVideoInput = prices[12],
            VideoOutput = prices[13],
            Resolution = selectors.resolution,
            Quality = selectors.quality,
            LongContext = above == 0 ? null : Long(dear, above),
        };

    private static LongContext Long(decimal?[] prices, long above) => new()
    {
        AboveInputTokens = above,
        Input = prices[0],
        CachedInput = prices[1],
        CacheWrite = prices[2],
        CacheWriteLong = prices[3],
        Output = prices[4],
        AudioInput = prices[5],
        CachedAudioInput = prices[6],
        AudioOutput = prices[7],
        ImageInput = prices[8],
        CachedImageInput = prices[9],
        ImageOutput = prices[10],
        VideoInput = prices[11],
        CachedVideoInput = prices[12],
        VideoOutput = prices[13],
    };

    private static Gen<PriceRow> PieceRow(PriceUnit unit) =>
        from price in s_usd
        from step in Gen.OneOf((int?)null, 1, 30)
        from resolution in Gen.OneOf(s_resolutions)
        from quality in Gen.OneOf(s_qualities)
        select Rows.Piece(unit, price / 1000) with { StepSeconds = unit is PriceUnit.Second or PriceUnit.Minute ? step : null, Resolution = resolution, Quality = quality };

    private static PriceRow[] Beside() =>
    [
        Rows.Piece(PriceUnit.ThousandCalls, 10, "tool:web_search"), Rows.Piece(PriceUnit.ThousandCalls, 2.5m, "tool:file_search"),
        Rows.Piece(PriceUnit.MillionTokenHours, 1), Rows.Tokens("painter") with { Input = 5, CachedInput = 7, ImageOutput = 30, Output = 3 },
    ];

    private static Gen<PriceMultiplier[]> Multipliers() =>
        from factors in Gen.Int[100, 6000].Array[4]
        from guaranteed in Gen.Bool
        from everywhere in Gen.Bool
        select ((PriceMultiplier[])
        [
            Rows.Multiplier("standard", 1), Rows.Multiplier("flex", factors[0] / 1000m) with { Guaranteed = guaranteed }, Rows.Multiplier("priority", factors[1] / 1000m),
            Rows.Multiplier(PriceMultiplier.EveryTier, everywhere ? factors[3] / 1000m : 1),
        ]);

    private static Gen<Usage> Bound(PriceUnit unit) =>
        from counts in s_count.Array[10]
        from kinds in s_maybeCount.Array[12]
        from resolution in Gen.OneOf(s_resolutions)
        from quality in Gen.OneOf(s_qualities)
        let tokens = unit == PriceUnit.MillionTokens
        select new Usage
        {
            InputTokens = tokens ? counts[0] : null,
            OutputTokens = tokens ? counts[1] : null,
            CachedInputTokens = kinds[0],
            CacheWriteTokens = kinds[1],
            LongCacheWriteTokens = kinds[2],
            AudioInputTokens = kinds[3],
            ImageInputTokens = kinds[4],
            VideoInputTokens = kinds[5],
            AudioOutputTokens = kinds[6],
            ImageOutputTokens = kinds[7],
            VideoOutputTokens = kinds[8],
            Images = counts[2],
            VideoMilliseconds = counts[3],
            Characters = counts[4],
            Items = counts[5],
            WebSearches = counts[6],
            FileSearches = counts[7],
            StoredTokenSeconds = counts[8],
            Also = [new() { Model = "painter", InputTokens = counts[9], OutputTokens = counts[9] }],
            Resolution = resolution,
            Quality = quality,
        };

    /// <summary>A usage within a bound: no number above the bound's; a kind that the bound does not tell may be anything.</summary>
    private static Usage Within(Usage bound, int[] shares, long granted) => bound with
    {
        InputTokens = Share(bound.InputTokens, shares[1]),
        OutputTokens = Share(bound.OutputTokens + granted, shares[2]),
        CachedInputTokens = Kind(bound.CachedInputTokens, shares[3]),
        CacheWriteTokens = Kind(bound.CacheWriteTokens, shares[4]),
        LongCacheWriteTokens = Kind(bound.LongCacheWriteTokens, shares[5]),
        AudioInputTokens = Kind(bound.AudioInputTokens, shares[6]),
        ImageInputTokens = Kind(bound.ImageInputTokens, shares[7]),
        VideoInputTokens = Kind(bound.VideoInputTokens, shares[8]),
        CachedAudioInputTokens = Kind(null, shares[9]),
        CachedImageInputTokens = Kind(null, shares[10]),
        CachedVideoInputTokens = Kind(null, shares[11]),
        AudioOutputTokens = Kind(bound.AudioOutputTokens, shares[12]),
        ImageOutputTokens = Kind(bound.ImageOutputTokens, shares[13]),
        VideoOutputTokens = Kind(bound.VideoOutputTokens, shares[14]),
        Images = Share(bound.Images, shares[15]),
        VideoMilliseconds = Share(bound.VideoMilliseconds, shares[16]),
        Characters = Share(bound.Characters, shares[17]),
        Items = Share(bound.Items, shares[18]),
        WebSearches = Share(bound.WebSearches, shares[19]),
        StoredTokenSeconds = Share(bound.StoredTokenSeconds, shares[20]),
        Also = [bound.Also[0] with { InputTokens = Share(bound.Also[0].InputTokens, shares[21]), CachedInputTokens = Share(bound.Also[0].InputTokens, shares[22]) }],
        Resolution = bound.Resolution ?? s_resolutions[shares[23] % s_resolutions.Length],
        Quality = bound.Quality ?? s_qualities[shares[23] % s_qualities.Length],
    };

    private static long? Kind(long? bound, int share) => share % 5 == 0 ? null : Share(bound ?? 25_000, share);

    private static long? Share(long? number, int share) => number * share / 1000;

    private static long Share(long number, int share) => number * share / 1000;
}
