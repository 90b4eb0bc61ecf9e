using LlmGateway.Metering;

namespace LlmGateway.Quotas.Embedded;

/// <summary>Entries for the ledger writer in order; they stay until the database has them. One taker. Thread-safe.</summary>
internal sealed class MemoryOutbox
{
    private readonly Lock _gate = new();
    private readonly Queue<OutboxEntry> _entries = new();
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Number of the last entry that is with a taker.</summary>
    private long _taken;

    /// <summary>Number of the last entry that was put in.</summary>
    public long Last { get; private set; }

    /// <summary>Number of the last entry that the database has; all before it too.</summary>
    public long Acknowledged { get; private set; }

    public int Count
    {
        get { lock (_gate) return _entries.Count; }
    }

    /// <summary>All entries that wait, oldest first.</summary>
    public IReadOnlyList<OutboxEntry> Waiting
    {
        get { lock (_gate) return [.. _entries]; }
    }

    public void Add(Func<long, OutboxEntry> entry)
    {
        lock (_gate)
        {
            _entries.Enqueue(entry(++Last));
            _arrival.TrySetResult();
        }
    }

    public async ValueTask<IReadOnlyList<OutboxEntry>> TakeAsync(int max, CancellationToken cancellation)
    {
        while (true)
        {
            Task arrival;
            lock (_gate)
            {
                if (Last > _taken)
                {
                    OutboxEntry[] oldest = [.. _entries.SkipWhile(entry => entry.Sequence <= _taken).Take(max)];
                    _taken = oldest[^1].Sequence;
                    return oldest;
                }

                if (_arrival.Task.IsCompleted) _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
                arrival = _arrival.Task;
            }

            await arrival.WaitAsync(cancellation);
        }
    }

    public void Acknowledge(long through)
    {
        lock (_gate)
        {
            while (_entries.TryPeek(out var oldest) && oldest.Sequence <= through) _entries.Dequeue();
            Acknowledged = Math.Max(Acknowledged, through);
        }
    }

    /// <param name="from">Number of the first entry that is nobody's again; all after it too.</param>
    public void GiveBack(long from)
    {
        lock (_gate)
        {
            _taken = Math.Min(_taken, from - 1);
            _arrival.TrySetResult();
        }
    }
}
