using System.Collections.Concurrent;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>Closes the books with a store that may be away or may have forgotten: settlements are told until they are taken, and never counted twice.</summary>
internal sealed class RedisBooks(RedisSettlement settlement, RedisSpool spool, ILogger logger)
{
    private readonly ConcurrentQueue<(Reservation Reservation, Settlement Settlement)> _deferred = new();
    private ILedgerStore? _ledger;
    private long _lastSequence;
    private string? _generation;

    /// <summary>The largest outbox number that the store has told under the present generation: it never tells a smaller one unless it lost something.</summary>
    public long LastSequence => Interlocked.Read(ref _lastSequence);

    public int Deferred => _deferred.Count;

    public void Start(ILedgerStore ledger) => _ledger = ledger;

    /// <summary>Follows another generation; its numbers begin anew.</summary>
    public void Follow(string generation, long sequence)
    {
        Volatile.Write(ref _generation, generation);
        Interlocked.Exchange(ref _lastSequence, sequence);
    }

    public async ValueTask<SettleResult> SettleAsync(Reservation reservation, Settlement decided)
    {
        try
        {
            var json = spool.JsonOf(decided);
            var answer = await settlement.SettleAsync(reservation, decided, json);
            if (answer is SettleAnswer.Lost) answer = await SettleLostAsync(reservation, decided, json);
            return Taken(reservation, decided, answer);
        }
        catch (StoreUnreachableException)
        {
            return Defer(reservation, decided);
        }
        catch (System.Data.Common.DbException)
        {
            return Defer(reservation, decided);
        }
    }

    /// <summary>A reservation that may have been made although no answer came: voided as soon as the store answers again.</summary>
    public void Doubt(Reservation reservation) =>
        _deferred.Enqueue((reservation, new() { ReservationId = reservation.Id, Kind = EntryKind.Void, Posted = Amounts.Zero, Reason = "reserve_unanswered" }));

    /// <summary>Tells again what could not be told before.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        for (var left = _deferred.Count; left > 0 && !cancellation.IsCancellationRequested && _deferred.TryDequeue(out var open); left--)
        {
            if (await SettleAsync(open.Reservation, open.Settlement) == SettleResult.Deferred) return;
        }
    }

    /// <summary>Tells all settlements of the spool to a store that may have lost them; those that the ledger has are left out. Returns how many were told.</summary>
    public async Task<int> TellAgainAsync(IReadOnlyList<(Reservation Reservation, Settlement Settlement)> settlements, CancellationToken cancellation)
    {
        var told = 0;
        foreach (var chunk in settlements.Chunk(500))
        {
            var known = (await _ledger!.FindRowsAsync([.. chunk.Select(item => item.Reservation.Id).Distinct()], cancellation)).Where(fact => fact.Kind != EntryKind.Expire).Select(fact => fact.ReservationId).ToHashSet(StringComparer.Ordinal);
            foreach (var (reservation, decided) in chunk)
            {
                if (known.Contains(reservation.Id))
                {
                    spool.Applied(reservation.Id, null);
                    continue;
                }

                await SettleAsync(reservation, decided);
                told++;
            }
        }

        return told;
    }

    /// <summary>The store does not know the reservation. What the ledger has of it says what is still to be posted.</summary>
    private async Task<SettleAnswer> SettleLostAsync(Reservation reservation, Settlement decided, byte[] json)
    {
        var facts = await _ledger!.FindRowsAsync([reservation.Id], CancellationToken.None);
        if (facts.Any(fact => fact.Kind is EntryKind.Settle or EntryKind.Void)) return new SettleAnswer.Nothing();
        var before = facts.Aggregate(Amounts.Zero, (sum, fact) => sum + fact.Delta);
        return await settlement.SettleAsync(reservation, decided, json, new LostReservation(before));
    }

    private SettleResult Taken(Reservation reservation, Settlement decided, SettleAnswer answer)
    {
        switch (answer)
        {
            case SettleAnswer.Applied applied:
                if (applied.Generation == Volatile.Read(ref _generation)) Raise(applied.Sequence);
                spool.Applied(reservation.Id, applied.Entry.Length > 0 ? StreamEntryId.Parse(applied.Entry) : null);
                return SettleResult.Applied;
            case SettleAnswer.Nothing:
                spool.Applied(reservation.Id, null);
                return SettleResult.AlreadyResolved;
            default:
                return Defer(reservation, decided);
        }
    }

    private SettleResult Defer(Reservation reservation, Settlement decided)
    {
        _deferred.Enqueue((reservation, decided));
        Quotas.Log.SettlementDeferred(logger, reservation.Id);
        return SettleResult.Deferred;
    }

    private void Raise(long sequence)
    {
        var last = Interlocked.Read(ref _lastSequence);
        while (sequence > last && Interlocked.CompareExchange(ref _lastSequence, sequence, last) is var seen && seen != last) last = seen;
    }
}
