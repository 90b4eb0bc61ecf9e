using LlmGateway.Metering;

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
    void Dispatched(string reservationId);

    /// <summary>Writes the decision down, locally, before the client's answer is completed; a crash after this loses nothing.</summary>
    void Spool(Settlement settlement);

    /// <summary>Resolves the reservation and appends the ledger row to the outbox in the same step. A settle after an expiry posts the difference.</summary>
    ValueTask<SettleResult> SettleAsync(Settlement settlement, CancellationToken cancellation);

    /// <summary>Ties a job to its reservation, which then stays pending for <paramref name="lease"/>. The same job again answers the first binding, and the new reservation must be voided.</summary>
    ValueTask<JobBinding> BindAsync(JobBinding job, TimeSpan lease, CancellationToken cancellation);

    /// <summary>The binding of a job, settled ones too as long as they are remembered; null if never seen.</summary>
    ValueTask<JobBinding?> FindJobAsync(string provider, string jobId, CancellationToken cancellation);

    /// <summary>Jobs that are still pending, for the poller.</summary>
    ValueTask<IReadOnlyList<JobBinding>> PendingJobsAsync(CancellationToken cancellation);

    /// <summary>A pending reservation; null if it is unknown or resolved.</summary>
    ValueTask<Reservation?> FindAsync(string reservationId, CancellationToken cancellation);

    /// <summary>Prolongs the leases of calls in flight.</summary>
    ValueTask RenewAsync(IReadOnlyCollection<string> reservationIds, TimeSpan lease, CancellationToken cancellation);

    /// <summary>Pending reservations whose lease (with its grace) has ended, and whether it is known that they were never sent.</summary>
    ValueTask<IReadOnlyList<EndedLease>> EndedLeasesAsync(int max, CancellationToken cancellation);

    /// <summary>The counters of accounts; zeros for accounts never counted.</summary>
    ValueTask<IReadOnlyList<AccountState>> ReadAsync(IReadOnlyList<AccountAddress> accounts, CancellationToken cancellation);

    /// <summary>Sets a subject's posted counters of one window to zero by adjustments, which also go to the outbox.</summary>
    ValueTask<IReadOnlyList<Adjustment>> ResetAsync(AccountAddress account, string actor, string reason, CancellationToken cancellation);

    /// <summary>The oldest outbox entries, at most <paramref name="max"/>; waits until there is one.</summary>
    ValueTask<IReadOnlyList<OutboxEntry>> TakeOutboxAsync(int max, CancellationToken cancellation);

    /// <summary>Removes entries that the database has committed.</summary>
    ValueTask AcknowledgeAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation);
}
