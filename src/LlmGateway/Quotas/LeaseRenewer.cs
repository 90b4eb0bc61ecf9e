namespace LlmGateway.Quotas;

/// <summary>Prolongs the leases of the calls in flight, in one batch, three times within a lease.</summary>
internal sealed class LeaseRenewer(CallsInFlight calls, IQuotaStore store, TimeProvider time, ILogger<LeaseRenewer> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Leases.Call / 3, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (calls.Ids is { Count: > 0 } ids) await store.RenewAsync(ids, Leases.Call, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.RenewalFailed(logger, exception);
            }
        }
    }
}
