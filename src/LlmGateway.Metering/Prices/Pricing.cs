namespace LlmGateway.Metering.Prices;

/// <summary>From quantities to money. Sums are exact in decimal and rounded once per call: a charge half up, a hold up.</summary>
public static class Pricing
{
    private const decimal NanoPerUsd = Money.NanoPerUsd;

    /// <summary>USD per million tokens are so many nano-USD a token.</summary>
    private const decimal NanoPerToken = 1000m;

    /// <summary>Money that covers <paramref name="estimate"/> at the dearest it can become; null if the call cannot be priced.</summary>
    public static HoldPrice? Hold(ModelCatalog models, string provider, Estimate estimate, DateTimeOffset at)
    {
        var day = Day(at);
        var bound = estimate.Bound;
        if (PriceBook.Find(models, provider, estimate.Model, day, bound.Resolution, bound.Quality) is not { } row) return null;
        var tools = Tools(models, provider, bound.WebSearches, day);
        if (tools is null) return null;

        var factor = ServiceTiers.HoldFactor(estimate.ServiceTier);
        var pieces = Pieces(row, bound);
        if (row.Unit != PriceUnit.MillionTokens) return pieces is { } known ? new(Money.Hold(known + tools.Value), 0, row.Id) : null;

        var isLong = row.LongContextAbove is { } threshold && (bound.InputTokens ?? 0) > threshold;
        var input = Dearest(isLong ? row.LongInput : row.Input, isLong ? row.LongCacheWrite : row.CacheWrite, row.AudioInput, row.ImageInput);
        var output = Dearest(isLong ? row.LongOutput : row.Output, row.AudioOutput, row.ImageOutput);
        if ((bound.InputTokens > 0 && input is null) || ((bound.OutputTokens > 0 || estimate.Output.Want > 0) && output is null)) return null;
        var sum = (((bound.InputTokens ?? 0) * (input ?? 0)) + ((bound.OutputTokens ?? 0) * (output ?? 0))) * NanoPerToken * factor;
        return new(Money.Hold(sum + tools.Value), Money.Hold((output ?? 0) * NanoPerToken * factor), row.Id);
    }

    /// <summary>What <paramref name="usage"/> costs; by its own model first, by the requested one else; null if it cannot be priced.</summary>
    public static Charge? Charge(ModelCatalog models, string provider, string requestedModel, Usage usage, DateTimeOffset at)
    {
        var day = Day(at);
        var row = (usage.Model is { } answered ? PriceBook.Find(models, provider, answered, day, usage.Resolution, usage.Quality) : null)
                  ?? PriceBook.Find(models, provider, requestedModel, day, usage.Resolution, usage.Quality);
        if (row is null) return null;
        var sum = row.Unit == PriceUnit.MillionTokens ? TokensOf(row, usage) : Pieces(row, usage);
        return sum is null ? null : new(Money.Charge(sum.Value + (Tools(models, provider, usage.WebSearches, day) ?? 0)), row.Id);
    }

    private static decimal? TokensOf(PriceRow row, Usage usage)
    {
        var isLong = row.LongContextAbove is { } threshold && (usage.InputTokens ?? 0) > threshold;
        var (input, cachedPrice, writePrice, output) = isLong
            ? (row.LongInput, row.LongCachedInput, row.LongCacheWrite, row.LongOutput)
            : (row.Input, row.CachedInput, row.CacheWrite, row.Output);

        // The details are subsets, and may add up to more than the whole: what is left is never negative.
        var inputLeft = usage.InputTokens ?? 0;
        var cached = Take(ref inputLeft, usage.CachedInputTokens);
        var written = Take(ref inputLeft, usage.CacheWriteTokens);
        var audio = row.AudioInput is null ? 0 : Take(ref inputLeft, usage.AudioInputTokens);
        var image = row.ImageInput is null ? 0 : Take(ref inputLeft, usage.ImageInputTokens);
        var outputLeft = usage.OutputTokens ?? 0;
        var audioOutput = row.AudioOutput is null ? 0 : Take(ref outputLeft, usage.AudioOutputTokens);
        var imageOutput = row.ImageOutput is null ? 0 : Take(ref outputLeft, output is null && row.AudioOutput is null ? outputLeft : usage.ImageOutputTokens);
        var sum = (inputLeft * (input ?? 0)) + (cached * (cachedPrice ?? input ?? 0)) + (written * (writePrice ?? input ?? 0))
                  + (audio * (row.AudioInput ?? 0)) + (image * (row.ImageInput ?? 0))
                  + (outputLeft * (output ?? row.AudioOutput ?? row.ImageOutput ?? 0)) + (audioOutput * (row.AudioOutput ?? 0)) + (imageOutput * (row.ImageOutput ?? 0));
        return sum * NanoPerToken * ServiceTiers.Factor(usage.ServiceTier);
    }

    /// <summary>Prices that do not go by tokens; null if the quantity is not known.</summary>
    private static decimal? Pieces(PriceRow row, Usage usage) => row.Unit switch
    {
        PriceUnit.Image => row.Price * usage.Images * NanoPerUsd,
        PriceUnit.Second => row.Price * usage.VideoMilliseconds / 1000 * NanoPerUsd,
        PriceUnit.Minute => row.Price * usage.VideoMilliseconds / 60_000 * NanoPerUsd,
        PriceUnit.Item => row.Price * (usage.Videos ?? usage.Images ?? 1) * NanoPerUsd,
        _ => null,
    };

    /// <summary>Web searches inside the call; null if they have no price.</summary>
    private static decimal? Tools(ModelCatalog models, string provider, long? searches, DateOnly day)
    {
        if (searches is null or 0) return 0;
        return PriceBook.Find(models, provider, "tool:web_search", day, null, null) is { Price: { } price } ? price * searches / 1000 * NanoPerUsd : null;
    }

    private static long Take(ref long left, long? part)
    {
        var taken = Math.Clamp(part ?? 0, 0, left);
        left -= taken;
        return taken;
    }

    private static decimal? Dearest(params ReadOnlySpan<decimal?> prices)
    {
        decimal? dearest = null;
        foreach (var price in prices)
        {
            if (price is not null && (dearest is null || price > dearest)) dearest = price;
        }

        return dearest;
    }

    private static DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);
}
