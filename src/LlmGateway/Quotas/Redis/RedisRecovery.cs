using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>
/// Ends what an earlier run of this gateway began, once, as soon as the store can be told: a call that was sent is booked at its hold, one that was reserved and never
/// sent (or it would be written down) is voided. Settlements that were written down are told by <see cref="RedisBooks"/>.
/// </summary>
internal sealed class RedisRecovery(
    RedisLink link, RedisKeys keys, RedisSettlement settlement, RedisBooks books, RedisSpool spool, CallsInFlight calls, ILedgerStore ledger, string instance, ILogger logger)
{
    private readonly HashSet<string> _sent = [.. spool.LeftOpen.Select(reservation => reservation.Id)];
    private bool _done;

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (_done) return;
        foreach (var open in spool.LeftOpen.ToArray())
        {
            cancellation.ThrowIfCancellationRequested();
            await EndAsync(open, cancellation);
        }

        await VoidUnsentAsync(cancellation);
        _done = true;
    }

    private async Task EndAsync(Reservation open, CancellationToken cancellation)
    {
        if (await settlement.FindAsync(open.Id) is { IsPending: true, Job: { } job })
        {
            // Bound by the store, and the process died before it heard so: the job is looked at until its end.
            spool.Bound(open.Id, [job]);
            return;
        }

        // Whoever finds the lease ended may have been faster; then the ledger has it, or has it soon.
        if ((await ledger.FindRowsAsync([open.Id], cancellation)).Count == 0) await settlement.RestoreAsync(open, null, Leases.Call);
        var decided = Settle.DecideExpired(open, knownNotDispatched: false);
        spool.Settled(open, decided);
        await books.SettleAsync(open, decided);
        Quotas.Log.LeaseEnded(logger, open.Id, EntryKind.Expire);
    }

    private async Task VoidUnsentAsync(CancellationToken cancellation)
    {
        foreach (var id in await link.CallAsync(database => database.SortedSetRangeByRankAsync(keys.Leases)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (_sent.Contains(id!) || calls.Find(id!) is not null || await settlement.FindAsync(id!) is not { IsPending: true, Job: null } known || known.Instance != instance) continue;
            var decided = Settle.DecideExpired(known.Reservation, knownNotDispatched: true);
            await books.SettleAsync(known.Reservation, decided);
            Quotas.Log.LeaseEnded(logger, id!, decided.Kind);
        }
    }
}
