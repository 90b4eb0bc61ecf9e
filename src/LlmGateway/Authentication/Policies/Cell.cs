namespace LlmGateway.Authentication.Policies;

/// <summary>One subject in memory: its rows, and the policy that is made of them. Rows only ever become newer.</summary>
internal sealed class Cell<TRows, TPolicy>(long now) : BoundedEntry(now)
    where TRows : PolicyRows
    where TPolicy : class
{
    private readonly Lock _lock = new();
    private volatile TRows? _rows;
    private volatile Composed<TPolicy>? _composed;
    private Task<TRows?>? _loading;
    private long _readAt = now;

    /// <summary>Null until the first load.</summary>
    public TRows? Rows => _rows;

    /// <summary>Timestamp of the last time that the database was asked.</summary>
    public long ReadAt => Volatile.Read(ref _readAt);

    public TPolicy? PolicyOf(long epoch) => _composed is { } composed && composed.Epoch == epoch ? composed.Value : null;

    public TPolicy Keep(TPolicy policy, long epoch)
    {
        _composed = new(policy, epoch);
        return policy;
    }

    /// <summary>Takes rows unless newer ones are here: a slow reader must not undo a change. True if they say something else than before.</summary>
    public bool Take(TRows fresh, long now)
    {
        lock (_lock)
        {
            if (_rows is { } held && fresh.Version < held.Version) return false;
            var isChanged = !fresh.Equals(_rows);
            _rows = fresh;
            Volatile.Write(ref _readAt, now);
            return isChanged;
        }
    }

    /// <summary>Joins a load that is under way, or begins one.</summary>
    public Task<TRows?> LoadAsync(Func<Task<TRows?>> read, TimeProvider time)
    {
        lock (_lock) return _loading ??= RunAsync(read, time);
    }

    private async Task<TRows?> RunAsync(Func<Task<TRows?>> read, TimeProvider time)
    {
        await Task.Yield(); // What follows must not end before the task is where others join it.
        try
        {
            if (await read() is { } fresh) Take(fresh, time.GetTimestamp());
            return _rows;
        }
        finally
        {
            lock (_lock) _loading = null;
        }
    }
}
