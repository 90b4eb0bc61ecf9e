using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Quotas.Consistency;
using LlmGateway.Quotas.Spool;

namespace LlmGateway.Quotas.Embedded;

/// <summary>
/// The quota store of a single gateway: counters in memory, a write-ahead log on disk, the ledger as the truth. What is decided is appended to the log
/// before anything follows from it, so that a kill at any moment loses and doubles nothing (decision record 3).
/// </summary>
internal sealed class EmbeddedQuotaStore(DataDirectory data, TimeProvider time, ILogger<EmbeddedQuotaStore> logger) : IQuotaStore
{
    /// <summary>Entries that may wait for a database that is away; beyond it nothing new is admitted.</summary>
    private const int LargestBacklog = 1_000_000;

    private const int RecoveryBatch = 500;

    private readonly Lock _gate = new();
    private readonly QuotaState _state = new();
    private readonly JobIndex _jobs = new();
    private readonly RecentObjects _objects = new();
    private readonly MemoryOutbox _outbox = new();
    private SpoolKeeper? _keeper;
    private ILedgerStore? _ledger;

    public bool IsReady { get; private set; }

    public long Waiting => _outbox.Count;

    private string SpoolDirectory => data.Of("spool");

    private SpoolLog Log => _keeper!.Log;

    public async Task StartAsync(ILedgerStore ledger, CancellationToken cancellation)
    {
        _ledger = ledger;
        var replay = SpoolReplay.Of(SpoolLog.Read(SpoolDirectory, file => Quotas.Log.SpoolTorn(logger, file)));
        foreach (var batch in replay.Entries.Chunk(RecoveryBatch)) await ledger.WriteAsync(batch, cancellation);
        var sums = await ledger.SumsAsync(ConsistencyCheck.FirstDay(time.GetUtcNow()), cancellation);
        var openJobs = (await ledger.OpenJobsAsync(cancellation)).Where(job => !replay.Resolved(job.Reservation.Id)).ToArray();

        lock (_gate)
        {
            foreach (var sum in sums) _state.Post(sum.Subject, sum.Day, sum.Posted);
            _keeper = new SpoolKeeper(SpoolLog.Open(SpoolDirectory), _outbox, () => [.. Snapshot()], _gate, time, logger);
            foreach (var job in openJobs) RestoreJob(job.Job, job.Reservation);
            foreach (var open in replay.Open.Where(open => open.Job is not null)) RestoreJob(open.Job!, open.Reservation);
            foreach (var record in Snapshot()) Log.Append(record);
        }

        // Whoever made the others is dead: the data directory is ours alone.
        foreach (var open in replay.Open.Where(open => open.Job is null))
        {
            lock (_gate) _state.Restore(open.Reservation, default);
            var settlement = Metering.Settle.DecideExpired(open.Reservation, knownNotDispatched: !open.Dispatched);
            await SettleAsync(open.Reservation, settlement, cancellation);
            Quotas.Log.LeaseEnded(logger, open.Reservation.Id, settlement.Kind);
        }

        _keeper.Start();
        IsReady = true;
    }

    public ValueTask<ReserveResult> ReserveAsync(ReserveRequest request, CancellationToken cancellation)
    {
        if (!IsReady) return new(new ReserveResult.Unavailable("The counters are being loaded."));
        if (_outbox.Count >= LargestBacklog) return new(new ReserveResult.Unavailable("The database is too far behind."));
        ReserveResult result;
        lock (_gate) result = _state.Reserve(request, time.GetUtcNow());
        if (result is not ReserveResult.Granted { Reservation: var reservation }) return new(result);
        try
        {
            Log.Append(new SpoolRecord.Reserved(reservation));
            return new(result);
        }
        catch (IOException exception)
        {
            Quotas.Log.SpoolFailed(logger, exception);
            lock (_gate) _state.Settle(reservation, new() { ReservationId = reservation.Id, Kind = EntryKind.Void, Posted = Amounts.Zero }, time.GetUtcNow());
            return new(new ReserveResult.Unavailable("The write-ahead log cannot be written."));
        }
    }

    public void Dispatched(Reservation reservation)
    {
        lock (_gate)
        {
            if (_state.FindPending(reservation.Id) is { } pending) pending.Dispatched = true;
        }

        Append(new SpoolRecord.Dispatched(reservation.Id));
    }

    public ValueTask<bool> MoveAsync(string reservationId, QuotaAccount upstream, CancellationToken cancellation)
    {
        Reservation? moved;
        lock (_gate) moved = _state.Move(reservationId, upstream);
        if (moved is not null) Append(new SpoolRecord.Moved(moved));
        return new(moved is not null);
    }

    public void Spool(Reservation reservation, Settlement settlement)
    {
        lock (_gate)
        {
            if (_state.FindPending(reservation.Id) is not { Spooled: null } pending) return;
            pending.Spooled = settlement;
        }

        Append(new SpoolRecord.Settled(reservation, settlement));
    }

    public ValueTask<SettleResult> SettleAsync(Reservation reservation, Settlement settlement, CancellationToken cancellation)
    {
        Spool(reservation, settlement);
        LedgerRow? row;
        var written = true;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_state.FindPending(reservation.Id) is { } pending)
            {
                // The first decision that was written down is the one that counts, whoever comes first.
                settlement = pending.Spooled ?? settlement;
                if (pending.Job is { } job) _jobs.Resolved(job, now);
            }
            else
            {
                written = false;
            }

            row = _state.Settle(reservation, settlement, now);
            if (row is null) return new(SettleResult.AlreadyResolved);
            if (!written) Append(new SpoolRecord.Settled(reservation, settlement));
            var context = row.Reservation.Context;
            foreach (var created in settlement.Created) _objects.Add(new(context.Provider, created.Id, context.Organization, context.Upstream, created.Tokens));
            _outbox.Add(sequence => new OutboxEntry.Row(sequence, row));
        }

        return new(SettleResult.Applied);
    }

    public ValueTask<ImmutableArray<JobBinding>> BindJobsAsync(string reservationId, ImmutableArray<JobBinding> jobs, TimeSpan lease, CancellationToken cancellation)
    {
        ImmutableArray<Reservation> reservations;
        lock (_gate)
        {
            var known = jobs.Select(job => _jobs.Find(job.Provider, job.JobId)).OfType<JobBinding>().ToImmutableArray();
            if (!known.IsEmpty) return new(known);
            var now = time.GetUtcNow();
            if (_state.FindPending(reservationId)?.Job is { } replaced) _jobs.Resolved(replaced, now + lease);
            reservations = _state.Bind(reservationId, jobs, now + lease);
            jobs = [.. jobs.Select((job, i) => job with { ReservationId = reservations.IsEmpty ? reservationId : reservations[i].Id })];
            foreach (var job in jobs) _jobs.Add(job);
            if (reservations.IsEmpty) return new(jobs);
            _outbox.Add(sequence => new OutboxEntry.Bound(sequence, jobs, reservations));
        }

        Append(new SpoolRecord.Bound(reservationId, jobs, reservations));
        return new(jobs);
    }

    public ValueTask<JobBinding?> FindJobAsync(string provider, string jobId, CancellationToken cancellation)
    {
        lock (_gate) return new(_jobs.Find(provider, jobId));
    }

    public ValueTask<IReadOnlyList<JobBinding>> TakeDueJobsAsync(int max, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var due = _state.Pending.Where(pending => pending.Job is not null && pending.NextLook <= now).Take(max).ToArray();
            foreach (var pending in due) pending.NextLook = now + JobLooks.Pause(++pending.Looks);
            return new([.. due.Select(pending => pending.Job!)]);
        }
    }

    public ValueTask RememberAsync(IReadOnlyList<OwnedObject> objects, CancellationToken cancellation)
    {
        Append(new SpoolRecord.Remembered([.. objects]));
        lock (_gate)
        {
            foreach (var owned in objects) _objects.Add(owned);
            _outbox.Add(sequence => new OutboxEntry.Remembered(sequence, [.. objects]));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<OwnedObject?> FindObjectAsync(string provider, string id, CancellationToken cancellation)
    {
        lock (_gate) return new(_objects.Find(provider, id));
    }

    public ValueTask<Reservation?> FindAsync(string reservationId, CancellationToken cancellation)
    {
        lock (_gate) return new(_state.FindOpen(reservationId));
    }

    public ValueTask RenewAsync(IReadOnlyCollection<string> reservationIds, TimeSpan lease, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var ends = time.GetUtcNow() + lease;
            foreach (var id in reservationIds) _state.Renew(id, ends);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<EndedLease>> EndedLeasesAsync(int max, CancellationToken cancellation)
    {
        lock (_gate)
        {
            // In one process the log proves what was sent; another gateway's store could not say so.
            var now = time.GetUtcNow();
            return new([.. _state.Pending.Where(pending => pending.LeaseEnds + Leases.Grace <= now && pending.Spooled is null).Take(max).Select(pending => new EndedLease(pending.Reservation, !pending.Dispatched))]);
        }
    }

    public ValueTask<IReadOnlyList<AccountState>> ReadAsync(IReadOnlyList<AccountAddress> accounts, CancellationToken cancellation)
    {
        lock (_gate) return new([.. accounts.Select(account => _state.Read(account.Subject, account.Window))]);
    }

    public ValueTask<IReadOnlyList<Adjustment>> ResetAsync(AccountAddress account, IReadOnlyCollection<QuotaMeter> meters, string actor, string reason, CancellationToken cancellation)
    {
        ImmutableArray<Adjustment> adjustments;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            _state.Read(account.Subject, account.Window);
            adjustments = [.. from bucket in _state.PostedByDay(account.Subject, account.Window)
                              from meter in meters
                              where bucket.Value[meter] != 0
                              select new Adjustment(Ids.New("adj_", time), account.Subject, meter, account.Window.Id, bucket.Key, -bucket.Value[meter], actor, reason, now)];
            foreach (var adjustment in adjustments) _state.Post(adjustment.Subject, adjustment.Day, Amounts.Zero.With(adjustment.Meter, adjustment.Delta));
            foreach (var adjustment in adjustments) _outbox.Add(sequence => new OutboxEntry.Adjusted(sequence, adjustment));
            if (!adjustments.IsEmpty) Append(new SpoolRecord.Adjusted(adjustments));
        }

        return new(adjustments);
    }

    public ValueTask<IReadOnlyList<OutboxEntry>> TakeOutboxAsync(int max, CancellationToken cancellation) => _outbox.TakeAsync(max, cancellation);

    public ValueTask<long> OutboxLengthAsync(CancellationToken cancellation) => new(_outbox.Count);

    public ValueTask AcknowledgeAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation)
    {
        if (entries.Count > 0) _outbox.Acknowledge(entries[^1].Sequence);
        return ValueTask.CompletedTask;
    }

    public void GiveBack(IReadOnlyList<OutboxEntry> entries) => _outbox.GiveBack(entries);

    public ValueTask<StoreView> ViewAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            var late = time.GetUtcNow() - Leases.Grace - StoreView.Patience;
            var overdue = _state.Pending.Where(pending => pending.LeaseEnds <= late).Select(pending => pending.Reservation.Id);
            return new(new StoreView(null, _outbox.Last, [.. _state.Counted(_outbox.Last)], _outbox.Waiting, 0, _state.Pending.Count, [], [.. overdue]));
        }
    }

    public async ValueTask RebuildAsync(CancellationToken cancellation) => await _ledger!.StandStillAsync(ConsistencyCheck.FirstDay(time.GetUtcNow()), null, async still =>
    {
        long last;
        IReadOnlyList<OutboxEntry> waiting;
        lock (_gate) (last, waiting) = (_outbox.Last, _outbox.Waiting);
        var lacking = await still.LackingAsync(waiting, cancellation);
        var firstMonth = Window.OldestOpenMonth(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        lock (_gate)
        {
            // What came meanwhile is lacking too: the ledger stands still.
            var entries = lacking.Concat(_outbox.Waiting.Where(entry => entry.Sequence > last));
            _state.Recount(
                firstMonth,
                [.. still.Sums.Select(sum => (sum.Subject, sum.Day, sum.Posted)), .. entries.SelectMany(StoreComparison.PostingsOf).Select(posting => (posting.Subject, posting.Day, posting.Posted))]);
        }

        return true;
    }, cancellation);

    public async ValueTask DisposeAsync()
    {
        IsReady = false;
        if (_keeper is not null) await _keeper.DisposeAsync();
    }

    private void RestoreJob(JobBinding job, Reservation reservation)
    {
        var pending = _state.Restore(reservation, time.GetUtcNow() + Leases.Job);
        (pending.Job, pending.Dispatched, pending.NextLook) = (job, true, time.GetUtcNow());
        _jobs.Add(job);
    }

    /// <summary>Everything that is open, as records that a new file of the log begins with.</summary>
    private IEnumerable<SpoolRecord> Snapshot()
    {
        foreach (var pending in _state.Pending)
        {
            yield return new SpoolRecord.Reserved(pending.Reservation);
            if (pending.Dispatched) yield return new SpoolRecord.Dispatched(pending.Reservation.Id);
            if (pending.Job is { } job) yield return new SpoolRecord.Bound(pending.Reservation.Id, [job], [pending.Reservation]);
            if (pending.Spooled is { } settlement) yield return new SpoolRecord.Settled(pending.Reservation, settlement);
        }
    }

    /// <summary>For what has happened already and cannot be refused any more: a full disk is shouted about, and memory and database go on.</summary>
    private void Append(SpoolRecord record)
    {
        try
        {
            Log.Append(record);
        }
        catch (IOException exception)
        {
            Quotas.Log.SpoolFailed(logger, exception);
        }
    }
}
