using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>The input of a call in tokens: the best guess, and what is held.</summary>
/// <param name="IsAssumed">True if the body does not tell all of it.</param>
internal sealed record InputEstimate(Usage Expected, Usage Bound, bool IsAssumed)
{
    /// <summary>What is guessed of stored input that nothing is remembered of.</summary>
    private const long Guess = 4_096;

    /// <param name="stored">Ids of what the provider has stored and reads as input (a cache, an earlier interaction).</param>
    public static InputEstimate Of(ContentMeter meter, params ReadOnlySpan<string> stored) => Of(meter, 0, stored);

    /// <param name="more">Tokens of media that were measured elsewhere.</param>
    public static InputEstimate Of(ContentMeter meter, long more, ReadOnlySpan<string> stored)
    {
        var (model, text, media) = (meter.Row, meter.Text.Meter, meter.Media);
        long? known = 0;
        foreach (var id in stored) known = meter.Remembered.TryGetValue(id, out var tokens) ? checked(known + tokens) : null;

        var words = (long)Math.Round(text.Expected * model.ExpectedFactor);
        var expected = checked(words + media.Expected + more + (known ?? Guess * stored.Length));
        var bound = meter.HasHostedTools ? OpenCall.Input(model)
            : known is null || media.IsUnknown ? model.ContextWindow
            : InputBound.Of(text, words, checked(media.Most + more + known.Value), model);
        return new(
            new() { InputTokens = Math.Min(expected, bound) },
            Subsets(bound, media, unknown: meter.HasHostedTools || stored.Length > 0 || media.IsUnknown) with { WebSearches = meter.MaySearch ? OpenCall.MostToolCalls : null },
            stored.Length > 0 || media.IsAssumed || meter.Functions.HasReferences);
    }

    /// <summary>How much of the input can be of a dearer kind; null where that is not known.</summary>
    private static Usage Subsets(long bound, MediaMeter media, bool unknown) => new()
    {
        InputTokens = bound,
        AudioInputTokens = unknown ? null : Math.Min(media.Sound + media.Video, bound),
        ImageInputTokens = unknown ? null : Math.Min(media.Images, bound),
        VideoInputTokens = unknown ? null : Math.Min(media.Video, bound),
    };
}
