using LlmGateway.Metering;
using LlmGateway.Quotas;

namespace LlmGateway.Ledger;

/// <summary>
/// Step 8: moves the outbox to the database, in batches, and acknowledges what is committed. While there is a backlog two batches are under way, so that one is read or
/// acknowledged while the other is written. A database that is away is tried again for ever.
/// </summary>
internal sealed class LedgerWriter(IQuotaStore store, ILedgerStore ledger, TimeProvider time, ILogger<LedgerWriter> logger) : BackgroundService
{
    public const int LargestBatch = 2000;

    /// <summary>Under way while there is a backlog.</summary>
    public const int BatchesAtOnce = 2;

    /// <summary>Rows gather for a moment: a transaction of its own for each call would cost the machine more than the call.</summary>
    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lastMoments = TimeSpan.FromSeconds(5);

    private TimeSpan _pause = s_firstPause;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await MoveAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                Log.WriteFailed(logger, exception);
                await Task.Delay(_pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _pause = _pause * 2 < s_longestPause ? _pause * 2 : s_longestPause;
            }
        }
    }

    /// <summary>Writes what the last calls left behind; what does not make it is in the spool.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var moments = new CancellationTokenSource(s_lastMoments, time);
        try
        {
            if (ExecuteTask is { } moving) await moving.WaitAsync(moments.Token); // The host may have no more time for it; then this has none either.
            while (store.IsReady && await store.OutboxLengthAsync(moments.Token) > 0)
            {
                await WriteAsync(await store.TakeOutboxAsync(LargestBatch, moments.Token), Task.CompletedTask, moments.Token);
            }
        }
        catch (Exception exception)
        {
            Log.WriteFailed(logger, exception);
        }
    }

    /// <summary>Until something fails; no batch is under way then.</summary>
    private async Task MoveAsync(CancellationToken cancellation)
    {
        var last = Task.CompletedTask;
        try
        {
            while (true)
            {
                var entries = await store.TakeOutboxAsync(LargestBatch, cancellation);
                var before = last;
                last = WriteAsync(entries, before, cancellation);
                await before;
                var more = entries.Count == LargestBatch;
                if (!more || !entries.All(IsOfCall)) await last;
                if (!more) await Task.Delay(s_gathering, TimeProvider.System, cancellation); // The machine's time, whatever clock decides the calls.
            }
        }
        finally
        {
            await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Jobs and objects are written before what comes after them: the row that ends a job finds it there.</summary>
    private static bool IsOfCall(OutboxEntry entry) => entry is OutboxEntry.Row { LedgerRow.JobId: null };

    /// <param name="before">The batch that was taken before this one, which is acknowledged first.</param>
    private async Task WriteAsync(IReadOnlyList<OutboxEntry> entries, Task before, CancellationToken cancellation)
    {
        try
        {
            await ledger.WriteAsync(entries, cancellation);
            await before;
            await store.AcknowledgeAsync(entries, CancellationToken.None);
            _pause = s_firstPause;
        }
        catch
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            store.GiveBack(entries);
            throw;
        }
    }
}
