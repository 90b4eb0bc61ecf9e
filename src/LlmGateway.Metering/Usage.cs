using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>
/// Quantities of one call. A number that was not reported is null, never 0.
/// Subsets: cached, cache-write, audio, image and video input lie inside <see cref="InputTokens"/> (cached audio in both cached and audio);
/// reasoning, audio, image and video output inside <see cref="OutputTokens"/> (Gemini's thoughts are added to the output, its tool-use
/// prompt to the input, when read). In a bound a subset's number is the most of it that there can be: 0 says "none", null "unknown", and
/// unknown is held at the dearest kind of token that the model has a price for.
/// </summary>
public sealed record Usage
{
    public static Usage Empty { get; } = new();

    public long? InputTokens { get; init; }
    public long? CachedInputTokens { get; init; }
    public long? CacheWriteTokens { get; init; }

    /// <summary>Those of <see cref="CacheWriteTokens"/> that are kept long (12 h) and cost more.</summary>
    public long? LongCacheWriteTokens { get; init; }

    public long? AudioInputTokens { get; init; }
    public long? ImageInputTokens { get; init; }
    public long? VideoInputTokens { get; init; }

    /// <summary>Those of <see cref="AudioInputTokens"/> that were read from a cache; likewise the next two.</summary>
    public long? CachedAudioInputTokens { get; init; }
    public long? CachedImageInputTokens { get; init; }
    public long? CachedVideoInputTokens { get; init; }
    public long? OutputTokens { get; init; }
    public long? ReasoningTokens { get; init; }
    public long? AudioOutputTokens { get; init; }
    public long? ImageOutputTokens { get; init; }
    public long? VideoOutputTokens { get; init; }

    /// <summary>Tokens times the seconds that a provider stores them for (a context cache).</summary>
    public long? StoredTokenSeconds { get; init; }

    /// <summary>The provider's own total; kept for comparison, never added.</summary>
    public long? TotalTokens { get; init; }

    public long? Images { get; init; }
    public long? Videos { get; init; }

    /// <summary>Milliseconds of generated video over all videos.</summary>
    public long? VideoMilliseconds { get; init; }

    /// <summary>Of a request, true if the video is added to one that exists: the answer shows the length of both, and only what was asked for is new.</summary>
    public bool? IsExtension { get; init; }

    /// <summary>Milliseconds of audio, where audio is charged by its length.</summary>
    public long? AudioMilliseconds { get; init; }

    /// <summary>Characters of text, where speech is charged by them.</summary>
    public long? Characters { get; init; }

    /// <summary>Pieces that are neither images nor videos and have a price each (an avatar, a song, a container's session).</summary>
    public long? Items { get; init; }

    /// <summary>Calls of the provider's web search inside this call.</summary>
    public long? WebSearches { get; init; }

    /// <summary>Calls of the provider's file search inside this call.</summary>
    public long? FileSearches { get; init; }

    /// <summary>Usage of other models inside the call (an image tool, a grader), each charged at its own model's price and counted in <see cref="Tokens"/>.</summary>
    public ImmutableArray<Usage> Also { get; init; } = [];

    /// <summary>Model that answered; the price is looked up by it first, by the requested one else.</summary>
    public string? Model { get; init; }

    /// <summary>Service tier that was charged.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>What chooses among prices of one model: resolution of a video, <c>size</c> of an image.</summary>
    public string? Resolution { get; init; }

    /// <summary>Quality of an image (<c>standard</c>, <c>hd</c>, <c>low</c>, ...).</summary>
    public string? Quality { get; init; }

    /// <summary>Input plus output, those of other models inside the call too; null if nothing was reported.</summary>
    public long? Tokens
    {
        get
        {
            var tokens = InputTokens is null && OutputTokens is null ? (long?)null : checked((InputTokens ?? 0) + (OutputTokens ?? 0));
            foreach (var other in Also) tokens = other.Tokens is { } more ? checked((tokens ?? 0) + more) : tokens;
            return tokens;
        }
    }

    /// <summary>A quantity of this usage and of those of other models inside the call, added up; null if none of them tells it. Beyond what can be counted it is the largest number.</summary>
    public long? Over(Func<Usage, long?> quantity)
    {
        var sum = quantity(this);
        foreach (var other in Also) sum = other.Over(quantity) is { } more ? (long)Int128.Min((Int128)(sum ?? 0) + more, long.MaxValue) : sum;
        return sum;
    }
}
