namespace LlmGateway.Admin;

/// <param name="Meters">Only these (tokens, calls, cost, videos, images, scripts, video_seconds); all if absent.</param>
/// <param name="Reason">Why, for the audit.</param>
internal sealed record UsageReset(string[]? Meters, string? Reason);
