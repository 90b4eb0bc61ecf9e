
namespace LlmGateway.Quotas.Redis;

/// <summary>
/// Looks several times a second whether the store is still the one that this gateway knows. A store that is empty, or went back in time, is rebuilt; a new
/// generation gets this gateway's calls in flight and the settlements that the ledger lacks, before it opens.
/// </summary>
internal sealed class RedisPulse(
    RedisLink link, RedisKeys keys, RedisBooks books, RedisSpool spool, RedisSettlement settlement, RedisRebuild rebuild, RedisRecovery recovery, CallsInFlight calls,
    RedisOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan s_longestRebuild = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private ILedgerStore? _ledger;
    private Task _work = Task.CompletedTask;
    private volatile Followed? _followed;
    private volatile bool _doubtful = true;
    private volatile bool _reachable = true;
    private long _backlog;

    /// <summary>True while the store is known to be the one that is followed, and open.</summary>
    public bool IsReady => !_doubtful && _followed is { Open: true };

    /// <summary>Entries that wait for the database, as of the last look.</summary>
    public long Backlog => Interlocked.Read(ref _backlog);

    public async Task StartAsync(ILedgerStore ledger, CancellationToken cancellation)
    {
        _ledger = ledger;
        link.Lost += Doubt;
        link.Restored += Wake;
        await BeatAsync(cancellation);
        _work = RunAsync();
    }

    /// <summary>Something was seen that does not fit: nothing is admitted before the next look, which comes at once.</summary>
    public void Doubt()
    {
        _doubtful = true;
        Wake();
    }

    /// <summary>Takes the present generation away, and waits until the next one admits.</summary>
    /// <exception cref="StoreUnreachableException">The store does not answer.</exception>
    public async Task RebuildAsync(CancellationToken cancellation)
    {
        var before = (string?)await link.CallAsync(database => database.StringGetAsync(keys.Generation));
        if (before is not null) await rebuild.InvalidateAsync(before);
        Doubt();
        var start = time.GetTimestamp();
        while (!IsReady || _followed?.Text == before)
        {
            if (!_reachable || time.GetElapsedTime(start) > s_longestRebuild) throw new StoreUnreachableException("The shared store does not answer.");
            await Task.Delay(options.Pulse, time, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work;
        _stopping.Dispose();
        _wake.Dispose();
    }

    private void Wake()
    {
        if (_wake.CurrentCount > 0) return;
        try
        {
            _wake.Release();
        }
        catch (Exception exception) when (exception is SemaphoreFullException or ObjectDisposedException)
        {
            // Awake already, or closing.
        }
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await _wake.WaitAsync(options.Pulse, _stopping.Token);
                await BeatAsync(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Quotas.Log.PulseFailed(logger, exception);
            }
        }
    }

    private async Task BeatAsync(CancellationToken cancellation)
    {
        try
        {
            var expected = books.LastSequence;
            var answer = await link.EvalAsync(RedisScript.Pulse, [keys.Generation, keys.Sequence, keys.Outbox], []);
            Reached();
            var (now, generation, sequence, oldest) = ((long)answer[0], (string)answer[1]!, (long)answer[2], (string)answer[3]!);
            Interlocked.Exchange(ref _backlog, (long)answer[4]);
            if (generation.Length == 0)
            {
                _doubtful = true;
                await rebuild.RunAsync(_ledger!, cancellation);
                Wake();
            }
            else if (generation != _followed?.Text)
            {
                await FollowAsync(generation, sequence, now, cancellation);
            }
            else if (sequence < expected)
            {
                Quotas.Log.StoreWentBack(logger, sequence, expected);
                Doubt();
                await rebuild.InvalidateAsync(generation);
            }
            else
            {
                await GoOnAsync(generation, now, oldest, cancellation);
            }
        }
        catch (StoreUnreachableException exception)
        {
            _doubtful = true;
            spool.Flush();
            if (!_reachable) return;
            _reachable = false;
            Quotas.Log.StoreUnreachable(logger, exception.Message);
        }
    }

    private async Task GoOnAsync(string generation, long now, string oldest, CancellationToken cancellation)
    {
        if (_doubtful) await BringBackAsync();
        _followed = new(generation, now >= StoreGeneration.Parse(generation).OpensAt);
        _doubtful = false;
        await books.CatchUpAsync(cancellation);
        spool.Tend(oldest.Length > 0 ? StreamEntryId.Parse(oldest) : null);
    }

    private async Task FollowAsync(string generation, long sequence, long now, CancellationToken cancellation)
    {
        // The ledger remembers what nobody who is running has seen: numbers that were written and that the store has not come to yet.
        var written = await _ledger!.LastWrittenAsync(StoreGeneration.Parse(generation).Name, cancellation);
        if (written > sequence && written > (long)await link.CallAsync(database => database.StringGetAsync(keys.Sequence)))
        {
            Quotas.Log.StoreWentBack(logger, sequence, written);
            Doubt();
            await rebuild.InvalidateAsync(generation);
            return;
        }

        books.Follow(generation, sequence);
        var brought = await BringBackAsync();
        var told = await books.TellAgainAsync([.. spool.Settlements().Select(settled => (settled.Reservation, settled.Settlement))], cancellation);
        await recovery.RunAsync(cancellation);
        Quotas.Log.GenerationAdopted(logger, generation, brought, told);
        _followed = new(generation, now >= StoreGeneration.Parse(generation).OpensAt);
        _doubtful = false;
        Wake();
    }

    /// <summary>Calls in flight exist whatever the store remembers of them; one that it knows is left alone.</summary>
    private async Task<int> BringBackAsync()
    {
        var inFlight = calls.Reservations;
        foreach (var reservation in inFlight) await settlement.RestoreAsync(reservation, null, Leases.Call);
        return inFlight.Count;
    }

    private void Reached() => _reachable = true;

    private sealed record Followed(string Text, bool Open);
}
