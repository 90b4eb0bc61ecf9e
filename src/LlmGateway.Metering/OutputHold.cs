namespace LlmGateway.Metering;

/// <summary>How much output a call may produce (design section 4, "How much output is held").</summary>
/// <param name="Want">Output tokens asked for over all choices: the caller's limit times n, else the model's maximum times n.</param>
/// <param name="Least">The fewest tokens worth admitting the call for: the caller's limit times n, else min(1024, model's maximum) times n.</param>
/// <param name="Choices">n, at least 1; the spliced limit is the grant divided by it.</param>
/// <param name="LimitedByCaller">True if the caller set a limit: then nothing is spliced.</param>
/// <param name="Slot">Where a limit would be spliced in; null where the operation has no such field.</param>
public sealed record OutputHold(long Want, long Least, int Choices, bool LimitedByCaller, OutputLimitSlot? Slot)
{
    /// <summary>No output tokens at all (embeddings, images by the piece, videos).</summary>
    public static OutputHold None { get; } = new(0, 0, 1, true, null);
}
