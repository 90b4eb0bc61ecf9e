using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Quotas.Consistency;

namespace LlmGateway.Quotas;

/// <summary>
/// Counters, reservations, jobs and the outbox. Two implementations behind one contract suite: embedded (one process, write-ahead
/// log) and Redis (several gateways). Every method is idempotent by reservation id; none throws for an expected outcome.
/// </summary>
public interface IQuotaStore : IAsyncDisposable
{
    /// <summary>True once the counters are rebuilt from ledger and spool; before that nothing is admitted.</summary>
    bool IsReady { get; }

    /// <summary>Brings counters, open reservations and jobs up from the ledger and the local spool.</summary>
    Task StartAsync(ILedgerStore ledger, CancellationToken cancellation);

    /// <summary>One atomic step over all accounts: grants output tokens and holds, or holds nothing anywhere. The same id again answers the first result.</summary>
    ValueTask<ReserveResult> ReserveAsync(ReserveRequest request, CancellationToken cancellation);

    /// <summary>Writes down, locally, that the call is about to be sent: from here on an unknown end is booked at the hold.</summary>
    void Dispatched(Reservation reservation);

    /// <summary>For a second attempt with another upstream key: moves the upstream account's share of the hold. False if the other key's limits do not have room; nothing moved then.</summary>
    ValueTask<bool> MoveAsync(string reservationId, QuotaAccount upstream, CancellationToken cancellation);

    /// <summary>Writes the decision down, locally, before the client's answer is completed; a crash after this loses nothing.</summary>
    void Spool(Reservation reservation, Settlement settlement);

    /// <summary>Resolves the reservation and appends the ledger row to the outbox in the same step. A settle after an expiry posts the difference.</summary>
    /// <param name="reservation">As it was granted; lets a store that lost it book it all the same.</param>
    ValueTask<SettleResult> SettleAsync(Reservation reservation, Settlement settlement, CancellationToken cancellation);

    /// <summary>
    /// Ties jobs to a pending reservation, which then stays pending for <paramref name="lease"/> and gives up its parallel slots. Of several jobs each gets
    /// an even share of the hold (the call itself counts with the first) under a reservation id of its own: the first keeps the given one, the others are
    /// <c>id.</c> and a hash of the job's id. Also replaces a job by its successors. Answers the bindings in force: if a job was bound before, to another
    /// reservation, those are the earlier ones, nothing changed, and the given reservation is to be voided.
    /// </summary>
    /// <param name="jobs">At least one, all of <paramref name="reservationId"/>.</param>
    ValueTask<ImmutableArray<JobBinding>> BindJobsAsync(string reservationId, ImmutableArray<JobBinding> jobs, TimeSpan lease, CancellationToken cancellation);

    /// <summary>The binding of a job, settled ones too as long as they are remembered; null if never seen.</summary>
    ValueTask<JobBinding?> FindJobAsync(string provider, string jobId, CancellationToken cancellation);

    /// <summary>Pending jobs whose next look is due, at most <paramref name="max"/>. Taking one puts its next look off: 5 s after the binding, then doubling to 60 s; so one worker has each job at a time, and a worker that dies is followed by another.</summary>
    ValueTask<IReadOnlyList<JobBinding>> TakeDueJobsAsync(int max, CancellationToken cancellation);

    /// <summary>Remembers objects that free calls created, for their owner; durable by way of the outbox.</summary>
    ValueTask RememberAsync(IReadOnlyList<OwnedObject> objects, CancellationToken cancellation);

    /// <summary>Who an object belongs to, as far as the store remembers: those of the last hour at least. Null if unknown; the database may still know it.</summary>
    ValueTask<OwnedObject?> FindObjectAsync(string provider, string id, CancellationToken cancellation);

    /// <summary>A pending reservation; null if it is unknown or resolved.</summary>
    ValueTask<Reservation?> FindAsync(string reservationId, CancellationToken cancellation);

    /// <summary>Prolongs the leases of calls in flight.</summary>
    ValueTask RenewAsync(IReadOnlyCollection<string> reservationIds, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Pending reservations whose lease (with its grace) has ended, and whether it is known that they were never sent.</summary>
    ValueTask<IReadOnlyList<EndedLease>> EndedLeasesAsync(int max, CancellationToken cancellation);

    /// <summary>The counters of accounts; zeros for accounts never counted.</summary>
    ValueTask<IReadOnlyList<AccountState>> ReadAsync(IReadOnlyList<AccountAddress> accounts, CancellationToken cancellation);

    /// <summary>Sets posted counters of one window to zero by adjustments, which also go to the outbox.</summary>
    ValueTask<IReadOnlyList<Adjustment>> ResetAsync(AccountAddress account, IReadOnlyCollection<QuotaMeter> meters, string actor, string reason, CancellationToken cancellation);

    /// <summary>The oldest outbox entries that nobody has taken, at most <paramref name="max"/>; waits until there is one. They are the taker's until it acknowledges them or gives them back.</summary>
    ValueTask<IReadOnlyList<OutboxEntry>> TakeOutboxAsync(int max, CancellationToken cancellation);

    /// <summary>How many entries wait for the database, as of the last look.</summary>
    long Waiting { get; }

    /// <summary>How many entries wait for the database.</summary>
    ValueTask<long> OutboxLengthAsync(CancellationToken cancellation);

    /// <summary>Removes entries that the database has committed. One batch after the other, in the order in which they were taken.</summary>
    ValueTask AcknowledgeAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation);

    /// <summary>Entries that were taken and could not be written, or not acknowledged: the next one to ask gets them.</summary>
    void GiveBack(IReadOnlyList<OutboxEntry> entries);

    /// <summary>Everything that the store counts, for a comparison with the ledger, which must stand still meanwhile. Each account is read at one instant of its own.</summary>
    ValueTask<StoreView> ViewAsync(CancellationToken cancellation);

    /// <summary>Makes the counters anew from ledger, outbox and live reservations. A shared store admits nothing for about two seconds meanwhile.</summary>
    ValueTask RebuildAsync(CancellationToken cancellation);
}
