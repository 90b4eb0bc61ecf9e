using LlmGateway.Quotas.Spool;

namespace LlmGateway.Quotas.Embedded;

/// <summary>Looks after the write-ahead log: a group fsync every 100 ms, a new file when one is full, and removal of files whose rows the database has.</summary>
internal sealed class SpoolKeeper(SpoolLog log, MemoryOutbox outbox, Func<IReadOnlyList<SpoolRecord>> snapshot, Lock gate, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const long LargestFile = 16 * 1024 * 1024;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Files before the segment may go when the database has the entry: what they say is in entries up to it, or in the segment's first records.</summary>
    private (long Segment, long Entry)? _removable;

    private Task _work = Task.CompletedTask;

    public SpoolLog Log => log;

    /// <summary>Call once everything that earlier files say is in the outbox or in the present file.</summary>
    public void Start()
    {
        _removable = (log.Segment, outbox.Last);
        _work = RunAsync();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token)) Tend();
        }
        catch (OperationCanceledException)
        {
            // The store closes.
        }
    }

    private void Tend()
    {
        try
        {
            log.Flush();
            if (_removable is { } earlier)
            {
                if (outbox.Acknowledged < earlier.Entry) return;
                log.DeleteBefore(earlier.Segment);
                _removable = null;
            }

            if (log.Length >= LargestFile) Rotate();
        }
        catch (IOException exception)
        {
            Quotas.Log.SpoolFailed(logger, exception);
        }
    }

    private void Rotate()
    {
        lock (gate)
        {
            log.Rotate(snapshot());
            _removable = (log.Segment, outbox.Last);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        log.Dispose();
        _stopping.Dispose();
    }
}
