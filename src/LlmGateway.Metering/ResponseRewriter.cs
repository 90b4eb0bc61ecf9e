namespace LlmGateway.Metering;

/// <summary>Changes an answer on its way to the client (hides a usage event, leads a URL back here). One per call, not thread-safe.</summary>
public abstract class ResponseRewriter
{
    /// <summary>Takes bytes of the answer and writes what the client gets; may keep back an incomplete piece, within a bound.</summary>
    public abstract void Rewrite(ReadOnlySpan<byte> bytes, System.Buffers.IBufferWriter<byte> output);

    /// <summary>Writes what was kept back.</summary>
    public abstract void Complete(System.Buffers.IBufferWriter<byte> output);
}
