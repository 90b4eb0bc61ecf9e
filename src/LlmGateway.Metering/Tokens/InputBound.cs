using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Tokens;

/// <summary>From an expected input to the bound that is held (design section 4).</summary>
public static class InputBound
{
    private const long Slack = 16;

    /// <summary>Expected x the family's factor + 16; never above what the bytes allow, nor above the context window. A sampled count is bounded by its bytes alone.</summary>
    public static long Of(TextMeter text, long expected, long media, ModelRow model)
    {
        var byCount = text.Sampled ? long.MaxValue : checked((long)Math.Ceiling(expected * model.BoundFactor) + Slack + media);
        return Math.Min(Math.Min(byCount, checked(text.Ceiling + media)), model.ContextWindow);
    }
}
