using LlmGateway.Database;
using LlmGateway.Quotas;

namespace LlmGateway;

/// <summary>
/// Before the first request: the database gets this version's tables, the counters are rebuilt from ledger and spool. Without a database the process
/// stays up, not ready, and tries on.
/// </summary>
internal sealed class GatewayStartup(Migrator migrator, DatabaseOptions database, IQuotaStore store, ILedgerStore ledger, TimeProvider time, ILogger<GatewayStartup> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _retries = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!await TryAsync(cancellationToken)) _retries = RetryAsync();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _retries;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private async Task RetryAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(s_pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested || await TryAsync(_stopping.Token)) return;
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellation)
    {
        try
        {
            if (database.MigrateAtStart) await migrator.MigrateAsync(cancellation);
            else if (await migrator.IsPendingAsync(cancellation)) throw new InvalidOperationException("The database lacks tables of this version, and Database:Migrate is false. Run the gateway once with '-- migrate'.");
            await store.StartAsync(ledger, cancellation);
            return true;
        }
        catch (System.Data.Common.DbException exception)
        {
            Log.StartDelayed(logger, exception);
            return false;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return false; // Stopped while a database hangs.
        }
    }
}
