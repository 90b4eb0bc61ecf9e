using LlmGateway.Metering;

namespace LlmGateway.Quotas.Embedded;

/// <summary>Entries for the ledger writer in order; they stay until the database has them. One taker. Thread-safe.</summary>
internal sealed class MemoryOutbox
{
    private readonly Lock _gate = new();
    private readonly Queue<OutboxEntry> _entries = new();
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Numbers of the entries that are with a taker.</summary>
    private readonly HashSet<long> _taken = [];

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
                if (_entries.Count > _taken.Count)
                {
                    OutboxEntry[] oldest = [.. _entries.Where(entry => !_taken.Contains(entry.Sequence)).Take(max)];
                    foreach (var entry in oldest) _taken.Add(entry.Sequence);
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
            while (_entries.TryPeek(out var oldest) && oldest.Sequence <= through) _taken.Remove(_entries.Dequeue().Sequence);
            Acknowledged = Math.Max(Acknowledged, through);
        }
    }

    public void GiveBack(IReadOnlyList<OutboxEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries) _taken.Remove(entry.Sequence);
            _arrival.TrySetResult();
        }
    }
}
