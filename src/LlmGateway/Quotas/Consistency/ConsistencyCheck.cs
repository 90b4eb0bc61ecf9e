using LlmGateway.Metering;

namespace LlmGateway.Quotas.Consistency;

/// <summary>
/// Compares counters, reservations and outbox with the ledger, while calls go on: no gateway writes to the ledger meanwhile, so that what is not there is in the
/// outbox; and the counters that differ can be made anew from it.
/// </summary>
internal sealed class ConsistencyCheck(IQuotaStore store, ILedgerStore ledger, TimeProvider time)
{
    /// <summary>First day that counters are compared from and made from: the whole of the oldest month that is not over, and of every rolling window.</summary>
    public static DateOnly FirstDay(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime).AddDays(-Window.RollingDays - 1);

    public Task<ConsistencyReport> RunAsync(CancellationToken cancellation) => ledger.StandStillAsync(FirstDay(time.GetUtcNow()), null, async still =>
    {
        var view = await store.ViewAsync(cancellation);
        var lacking = await still.LackingAsync(view.Outbox, cancellation);
        var written = view.Generation is { } generation ? await still.WrittenAsync(generation, cancellation) : null;
        return new StoreComparison(view, still.Sums, lacking, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)).Run(written);
    }, cancellation);

    /// <summary>Makes the counters anew, then compares.</summary>
    public async Task<ConsistencyReport> RebuildAsync(CancellationToken cancellation)
    {
        await store.RebuildAsync(cancellation);
        return await RunAsync(cancellation);
    }
}
