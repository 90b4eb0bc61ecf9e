namespace LlmGateway.Authentication.Policies;

/// <summary>Loads policies at start, and twice a second brings into force what other gateways changed, and reads again what is due.</summary>
internal sealed class PolicyWatch(PolicyChanges changes, PolicyRefresh refresh, PolicyGraph graph, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            graph.AdvanceZones();
            await changes.CatchUpAsync(long.MaxValue, cancellation);
            await refresh.RefreshDueAsync();
        }
        catch (DatabaseAwayException)
        {
            // Logged where it was found; the next look follows.
        }
    }
}
