namespace LlmGateway.Simulator;

/// <summary>One thing that a simulated provider served, and charges for.</summary>
/// <param name="ProviderId">The provider's own id of the answer or job; unique.</param>
/// <param name="VideoSeconds">Seconds of video over all videos.</param>
/// <param name="Cut">True if the connection ended before the answer did.</param>
public sealed record BillLine(
    string Provider, string Operation, string ProviderId, string Model,
    long InputTokens, long CachedInputTokens, long OutputTokens, long ReasoningTokens,
    int Images, int Videos, decimal VideoSeconds, bool Cut);
