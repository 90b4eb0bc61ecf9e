namespace LlmGateway.Metering.Prices;

/// <summary>Tokens in nano-USD, before multipliers.</summary>
internal static class TokenCost
{
    /// <summary>USD per million tokens are so many nano-USD a token.</summary>
    private const decimal NanoPerToken = 1000m;

    /// <summary>What reported tokens cost; null if they have no price, or if none were reported.</summary>
    public static decimal? Charged(PriceRow row, Usage usage)
    {
        if (usage.InputTokens is null && usage.OutputTokens is null) return null;
        var (input, output) = (usage.InputTokens ?? 0, usage.OutputTokens ?? 0);
        TokenPrices prices = row.LongContext is { } context && input > context.AboveInputTokens ? context : row;
        if ((input > 0 && !prices.AnyInput) || (output > 0 && !prices.AnyOutput)) return null;
        return (ChargedInput(prices, usage, input) + ChargedOutput(prices, usage, output)) * NanoPerToken;
    }

    /// <summary>The most that a bound, and any number of granted output tokens up to <paramref name="want"/>, can cost; null if a token in it may have no price.</summary>
    public static (decimal Fixed, decimal PerOutputToken)? Held(PriceRow row, Usage bound, long want)
    {
        var held = HeldAt(row, bound, want);
        if (row.LongContext is not { } context || !(bound.InputTokens > context.AboveInputTokens)) return held;
        return held is { } plain && HeldAt(context, bound, want) is { } dear
            ? (Math.Max(plain.Fixed, dear.Fixed), Math.Max(plain.PerOutputToken, dear.PerOutputToken))
            : null;
    }

    // The details are subsets and may add up to more than the whole: each is taken from what the ones before it left.
    private static decimal ChargedInput(TokenPrices prices, Usage usage, long left)
    {
        var cachedAudio = Take(ref left, Math.Min(usage.CachedAudioInputTokens ?? 0, usage.AudioInputTokens ?? 0));
        var cachedImage = Take(ref left, Math.Min(usage.CachedImageInputTokens ?? 0, usage.ImageInputTokens ?? 0));
        var cachedVideo = Take(ref left, Math.Min(usage.CachedVideoInputTokens ?? 0, usage.VideoInputTokens ?? 0));
        var cached = Take(ref left, (usage.CachedInputTokens ?? 0) - cachedAudio - cachedImage - cachedVideo);
        var writtenLong = Take(ref left, Math.Min(usage.LongCacheWriteTokens ?? 0, usage.CacheWriteTokens ?? 0));
        var written = Take(ref left, (usage.CacheWriteTokens ?? 0) - writtenLong);
        var audio = Take(ref left, (usage.AudioInputTokens ?? 0) - cachedAudio);
        var image = Take(ref left, (usage.ImageInputTokens ?? 0) - cachedImage);
        var video = Take(ref left, (usage.VideoInputTokens ?? 0) - cachedVideo);
        return Sum(left, prices.OfText) + Sum(cached, prices.OfCached) + Sum(written, prices.OfWritten) + Sum(writtenLong, prices.OfWrittenLong)
            + Sum(audio, prices.OfAudio) + Sum(image, prices.OfImage) + Sum(video, prices.OfVideo)
            + Sum(cachedAudio, prices.OfCachedAudio) + Sum(cachedImage, prices.OfCachedImage) + Sum(cachedVideo, prices.OfCachedVideo);
    }

    private static decimal ChargedOutput(TokenPrices prices, Usage usage, long left)
    {
        var audio = Take(ref left, usage.AudioOutputTokens ?? 0);
        var image = Take(ref left, usage.ImageOutputTokens ?? 0);
        var video = Take(ref left, usage.VideoOutputTokens ?? 0);
        return Sum(left, prices.OfTextOutput) + Sum(audio, prices.OfAudioOutput) + Sum(image, prices.OfImageOutput) + Sum(video, prices.OfVideoOutput);
    }

    private static (decimal Fixed, decimal PerOutputToken)? HeldAt(TokenPrices prices, Usage bound, long want)
    {
        var (input, output) = (Quantity.Clamp(bound.InputTokens), Quantity.Clamp(bound.OutputTokens));
        if ((input > 0 && !prices.AnyInput) || (output + want > 0 && !prices.AnyOutput)) return null;
        var (inputSum, _) = Dearest(input, 0, prices.OfText,
        [
            (prices.OfCached, bound.CachedInputTokens),
            (prices.OfWritten, bound.CacheWriteTokens),
            (prices.OfWrittenLong, bound.LongCacheWriteTokens ?? bound.CacheWriteTokens),
            (Larger(prices.OfAudio, prices.OfCachedAudio), bound.AudioInputTokens),
            (Larger(prices.OfImage, prices.OfCachedImage), bound.ImageInputTokens),
            (Larger(prices.OfVideo, prices.OfCachedVideo), bound.VideoInputTokens),
        ]);
        var (outputSum, perToken) = Dearest(output, Quantity.Clamp(want), prices.OfTextOutput,
        [
            (prices.OfAudioOutput, bound.AudioOutputTokens),
            (prices.OfImageOutput, bound.ImageOutputTokens),
            (prices.OfVideoOutput, bound.VideoOutputTokens),
        ]);
        return ((inputSum + outputSum) * NanoPerToken, perToken * NanoPerToken);
    }

    /// <summary>
    /// The most that <paramref name="count"/> tokens of unknown kinds cost: each at the dearest kind of which there may be any number, and for a
    /// kind of which there are only so many, what so many cost above that.
    /// </summary>
    private static (decimal Sum, decimal PerToken) Dearest(long count, long more, decimal? text, ReadOnlySpan<(decimal? Price, long? Most)> kinds)
    {
        var any = text ?? 0;
        foreach (var (price, most) in kinds)
        {
            if (most is null && price > any) any = price.Value;
        }

        var sum = count * any;
        foreach (var (price, most) in kinds)
        {
            if (most is { } some && price > any) sum += Math.Min(some, count + more) * (price.Value - any);
        }

        return (sum, any);
    }

    private static decimal Sum(long tokens, decimal? price) => tokens * (price ?? 0);

    private static decimal? Larger(decimal? a, decimal? b) => a > b ? a : b;

    private static long Take(ref long left, long part)
    {
        var taken = Math.Clamp(part, 0, left);
        left -= taken;
        return taken;
    }
}
