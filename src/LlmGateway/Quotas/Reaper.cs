using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>Resolves reservations whose lease has ended by the table of design section 5: void if provably never sent, else the hold.</summary>
internal sealed class Reaper(IQuotaStore store, TimeProvider time, ILogger<Reaper> logger) : BackgroundService
{
    private const int Batch = 100;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReapAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.ReapFailed(logger, exception);
            }
        }
    }

    internal async Task ReapAsync(CancellationToken cancellation)
    {
        IReadOnlyList<EndedLease> ended;
        do
        {
            ended = await store.EndedLeasesAsync(Batch, cancellation);
            foreach (var lease in ended)
            {
                var settlement = Settle.DecideExpired(lease.Reservation, lease.NotDispatched);
                await store.SettleAsync(lease.Reservation, settlement, CancellationToken.None);
                Log.LeaseEnded(logger, lease.Reservation.Id, settlement.Kind);
            }
        }
        while (ended.Count == Batch);
    }
}
