namespace LlmGateway.Metering;

/// <summary>
/// Reads usage from one answer while it passes. Not thread-safe; one per call. Never throws on any bytes:
/// what cannot be understood is skipped, and memory stays bounded.
/// </summary>
public abstract class UsageReader
{
    /// <summary>Takes the next bytes of the decoded body, split anywhere.</summary>
    public abstract void Read(ReadOnlySpan<byte> bytes);

    /// <summary>Ends the reading.</summary>
    /// <param name="whole">True if the body ended by itself, false if it was cut.</param>
    public abstract UsageReading Complete(bool whole);

    /// <summary>Output tokens seen so far (reported or counted), for the drain's cap. Cheap.</summary>
    public virtual long OutputTokensSoFar => 0;
}
