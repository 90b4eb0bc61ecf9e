namespace LlmGateway.Metering.Providers.OpenAI.Images;

/// <summary>Adds the usage of several images; what none of them reported stays unknown.</summary>
internal static class ImageUsage
{
    public static Usage Add(Usage? sum, Usage next) => sum is null ? next : sum with
    {
        InputTokens = Add(sum.InputTokens, next.InputTokens),
        CachedInputTokens = Add(sum.CachedInputTokens, next.CachedInputTokens),
        ImageInputTokens = Add(sum.ImageInputTokens, next.ImageInputTokens),
        OutputTokens = Add(sum.OutputTokens, next.OutputTokens),
        ImageOutputTokens = Add(sum.ImageOutputTokens, next.ImageOutputTokens),
        ReasoningTokens = Add(sum.ReasoningTokens, next.ReasoningTokens),
        TotalTokens = Add(sum.TotalTokens, next.TotalTokens),
    };

    // Each is at most the largest amount, so that a sum cannot overflow.
    private static long? Add(long? a, long? b) => a is null && b is null ? null : Math.Min((a ?? 0) + (b ?? 0), Amounts.Largest);
}
