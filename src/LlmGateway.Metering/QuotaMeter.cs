namespace LlmGateway.Metering;

/// <summary>What a quota counts. The order is part of stored formats: add at the end only.</summary>
public enum QuotaMeter
{
    /// <summary>Every token the provider reports: input (cached included) and output (reasoning included).</summary>
    Tokens,

    /// <summary>Metered calls that were admitted and not voided.</summary>
    Calls,

    /// <summary>Money in nano-USD (10^-9 USD).</summary>
    Cost,

    Videos,
    Images,
    Scripts,

    /// <summary>Seconds of generated video, counted in milliseconds inside; <c>video_seconds</c> outside.</summary>
    VideoSeconds,
}
