using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Adds up the usage of many answers of one call. No part of the sum has more input than the dearer prices of long input begin at, unless
/// one answer alone has: many short requests are not charged as a long one. The parts behind the first are <see cref="Usage.Also"/>.
/// </summary>
internal sealed class UsageSum
{
    /// <summary>Input tokens above which some models cost more (prices.json, long_context).</summary>
    private const long LongInput = 200_000;

    private const int MostParts = 10_000;

    private readonly List<Usage> _parts = [];

    /// <summary>How many answers were added.</summary>
    public long Count { get; private set; }

    public void Add(Usage usage)
    {
        Count++;
        if (_parts.Count > 0 && (_parts.Count >= MostParts || _parts[^1].InputTokens + usage.InputTokens <= LongInput)) _parts[^1] = Sum(_parts[^1], usage);
        else _parts.Add(usage);
    }

    /// <summary>Zero tokens if nothing was added.</summary>
    /// <param name="model">The model of all.</param>
    public Usage Total(string? model, string tier)
    {
        var parts = _parts.Count == 0 ? [new Usage { InputTokens = 0, OutputTokens = 0 }] : _parts.Select(part => part with { Model = part.Model ?? model, ServiceTier = tier }).ToImmutableArray();
        return parts[0] with { Model = parts[0].Model ?? model, ServiceTier = tier, Also = parts.RemoveAt(0) };
    }

    private static Usage Sum(Usage a, Usage b) => new()
    {
        InputTokens = GeminiUsage.Sum(a.InputTokens, b.InputTokens),
        OutputTokens = GeminiUsage.Sum(a.OutputTokens, b.OutputTokens),
        CachedInputTokens = GeminiUsage.Sum(a.CachedInputTokens, b.CachedInputTokens),
        ReasoningTokens = GeminiUsage.Sum(a.ReasoningTokens, b.ReasoningTokens),
        TotalTokens = GeminiUsage.Sum(a.TotalTokens, b.TotalTokens),
        AudioInputTokens = GeminiUsage.Sum(a.AudioInputTokens, b.AudioInputTokens),
        ImageInputTokens = GeminiUsage.Sum(a.ImageInputTokens, b.ImageInputTokens),
        VideoInputTokens = GeminiUsage.Sum(a.VideoInputTokens, b.VideoInputTokens),
        CachedAudioInputTokens = GeminiUsage.Sum(a.CachedAudioInputTokens, b.CachedAudioInputTokens),
        CachedImageInputTokens = GeminiUsage.Sum(a.CachedImageInputTokens, b.CachedImageInputTokens),
        CachedVideoInputTokens = GeminiUsage.Sum(a.CachedVideoInputTokens, b.CachedVideoInputTokens),
        AudioOutputTokens = GeminiUsage.Sum(a.AudioOutputTokens, b.AudioOutputTokens),
        ImageOutputTokens = GeminiUsage.Sum(a.ImageOutputTokens, b.ImageOutputTokens),
        VideoOutputTokens = GeminiUsage.Sum(a.VideoOutputTokens, b.VideoOutputTokens),
        Images = GeminiUsage.Sum(a.Images, b.Images),
        WebSearches = GeminiUsage.Sum(a.WebSearches, b.WebSearches),
        Model = a.Model ?? b.Model,
    };
}
