using LlmGateway.Metering;

namespace LlmGateway.Observation;

/// <summary>
/// A usage reader whose failure never breaks the client's stream: it is logged, and the call is booked as cut, with what was seen.
/// </summary>
internal sealed class GuardedReader(UsageReader reader, ILogger logger, string operation)
{
    private bool _broken;

    public bool Broken => _broken;

    public long OutputTokensSoFar => _broken ? 0 : reader.OutputTokensSoFar;

    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (_broken || bytes.IsEmpty) return;
        try
        {
            reader.Read(bytes);
        }
        catch (Exception exception)
        {
            Break(exception);
        }
    }

    public UsageReading Complete(bool whole)
    {
        try
        {
            if (!_broken) return reader.Complete(whole);
        }
        catch (Exception exception)
        {
            Break(exception);
        }

        return UsageReading.Nothing;
    }

    // Only the exception's type: its message may quote the body.
    private void Break(Exception exception)
    {
        _broken = true;
        Log.ReaderBroke(logger, operation, exception.GetType().Name);
    }
}
