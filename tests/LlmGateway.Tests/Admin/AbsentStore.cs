using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Quotas;
using LlmGateway.Quotas.Consistency;

namespace LlmGateway.Tests.Admin;

/// <summary>A store whose server cannot be reached.</summary>
internal sealed class AbsentStore : IQuotaStore
{
    public bool IsReady { get; set; } = true;

    public long Waiting => 0;

    public Task StartAsync(ILedgerStore ledger, CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask<ReserveResult> ReserveAsync(ReserveRequest request, CancellationToken cancellation) => throw Away();

    public void Dispatched(Reservation reservation) => throw Away();

    public ValueTask<bool> MoveAsync(string reservationId, QuotaAccount upstream, CancellationToken cancellation) => throw Away();

    public void Spool(Reservation reservation, Settlement settlement) => throw Away();

    public ValueTask<SettleResult> SettleAsync(Reservation reservation, Settlement settlement, CancellationToken cancellation) => throw Away();

    public ValueTask<ImmutableArray<JobBinding>> BindJobsAsync(string reservationId, ImmutableArray<JobBinding> jobs, TimeSpan lease, CancellationToken cancellation) => throw Away();

    public ValueTask<JobBinding?> FindJobAsync(string provider, string jobId, CancellationToken cancellation) => throw Away();

    public ValueTask<IReadOnlyList<JobBinding>> TakeDueJobsAsync(int max, CancellationToken cancellation) => throw Away();

    public ValueTask RememberAsync(IReadOnlyList<OwnedObject> objects, CancellationToken cancellation) => throw Away();

    public ValueTask<OwnedObject?> FindObjectAsync(string provider, string id, CancellationToken cancellation) => throw Away();

    public ValueTask<Reservation?> FindAsync(string reservationId, CancellationToken cancellation) => throw Away();

    public ValueTask RenewAsync(IReadOnlyCollection<string> reservationIds, TimeSpan lease, CancellationToken cancellation) => throw Away();

    public ValueTask<IReadOnlyList<EndedLease>> EndedLeasesAsync(int max, CancellationToken cancellation) => throw Away();

    public ValueTask<IReadOnlyList<AccountState>> ReadAsync(IReadOnlyList<AccountAddress> accounts, CancellationToken cancellation) => throw Away();

    public ValueTask<IReadOnlyList<Adjustment>> ResetAsync(AccountAddress account, IReadOnlyCollection<QuotaMeter> meters, string actor, string reason, CancellationToken cancellation) => throw Away();

    public async ValueTask<IReadOnlyList<OutboxEntry>> TakeOutboxAsync(int max, CancellationToken cancellation)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        return [];
    }

    public ValueTask<long> OutboxLengthAsync(CancellationToken cancellation) => new(0);

    public ValueTask AcknowledgeAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation) => throw Away();

    public void GiveBack(IReadOnlyList<OutboxEntry> entries) => throw Away();

    public ValueTask<StoreView> ViewAsync(CancellationToken cancellation) => throw Away();

    public ValueTask RebuildAsync(CancellationToken cancellation) => throw Away();

    public ValueTask DisposeAsync() => default;

    private static IOException Away() => new("The store cannot be reached.");
}
