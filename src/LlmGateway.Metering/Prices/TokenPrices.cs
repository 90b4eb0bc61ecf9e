namespace LlmGateway.Metering.Prices;

/// <summary>
/// Prices of the kinds of tokens, USD per million. A kind without a price of its own costs what the wider kind costs: cached and written input
/// as fresh input, cached audio as audio, audio, images and video as text. Where text has no price (image models), it costs as the dearest other kind.
/// </summary>
public abstract record TokenPrices
{
    public decimal? Input { get; init; }
    public decimal? CachedInput { get; init; }

    /// <summary>Input that is written to a cache for a short time (30 minutes).</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>Input that is written to a cache for a long time (12 hours).</summary>
    public decimal? CacheWriteLong { get; init; }

    public decimal? Output { get; init; }
    public decimal? AudioInput { get; init; }
    public decimal? CachedAudioInput { get; init; }
    public decimal? AudioOutput { get; init; }
    public decimal? ImageInput { get; init; }
    public decimal? CachedImageInput { get; init; }
    public decimal? ImageOutput { get; init; }
    public decimal? VideoInput { get; init; }
    public decimal? CachedVideoInput { get; init; }
    public decimal? VideoOutput { get; init; }

    /// <summary>True if any kind has a price.</summary>
    internal bool AnyInput => OfText is not null;

    internal bool AnyOutput => OfTextOutput is not null;

    internal decimal? OfText => Input ?? Dearest(AudioInput, ImageInput, VideoInput);

    internal decimal? OfCached => CachedInput ?? OfText;

    internal decimal? OfWritten => CacheWrite ?? OfText;

    internal decimal? OfWrittenLong => CacheWriteLong ?? OfWritten;

    internal decimal? OfAudio => AudioInput ?? OfText;

    internal decimal? OfCachedAudio => CachedAudioInput ?? AudioInput ?? OfCached;

    internal decimal? OfImage => ImageInput ?? OfText;

    internal decimal? OfCachedImage => CachedImageInput ?? ImageInput ?? OfCached;

    internal decimal? OfVideo => VideoInput ?? OfText;

    internal decimal? OfCachedVideo => CachedVideoInput ?? VideoInput ?? OfCached;

    internal decimal? OfTextOutput => Output ?? Dearest(AudioOutput, ImageOutput, VideoOutput);

    internal decimal? OfAudioOutput => AudioOutput ?? OfTextOutput;

    internal decimal? OfImageOutput => ImageOutput ?? OfTextOutput;

    internal decimal? OfVideoOutput => VideoOutput ?? OfTextOutput;

    private static decimal? Dearest(params ReadOnlySpan<decimal?> prices)
    {
        decimal? dearest = null;
        foreach (var price in prices)
        {
            if (price is not null && (dearest is null || price > dearest)) dearest = price;
        }

        return dearest;
    }
}
