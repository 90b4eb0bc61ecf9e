using LlmGateway.Metering;
using LlmGateway.Quotas;

namespace LlmGateway.Ledger;

/// <summary>Step 8: moves the outbox to the database, in batches, and acknowledges what is committed. A database that is away is tried again for ever.</summary>
internal sealed class LedgerWriter(IQuotaStore store, ILedgerStore ledger, TimeProvider time, ILogger<LedgerWriter> logger) : BackgroundService
{
    private const int LargestBatch = 2000;

    /// <summary>Rows gather for a moment: a transaction of its own for each call would cost the machine more than the call.</summary>
    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lastMoments = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = s_firstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var written = await WriteNextAsync(stoppingToken);
                pause = s_firstPause;
                if (written < LargestBatch) await Task.Delay(s_gathering, TimeProvider.System, stoppingToken); // The machine's time, whatever clock decides the calls.
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                Log.WriteFailed(logger, exception);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
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
            while (store.IsReady && await store.OutboxLengthAsync(moments.Token) > 0) await WriteNextAsync(moments.Token);
        }
        catch (Exception exception)
        {
            Log.WriteFailed(logger, exception);
        }
    }

    private async Task<int> WriteNextAsync(CancellationToken cancellation)
    {
        IReadOnlyList<OutboxEntry> entries = await store.TakeOutboxAsync(LargestBatch, cancellation);
        await ledger.WriteAsync(entries, cancellation);
        await store.AcknowledgeAsync(entries, CancellationToken.None);
        return entries.Count;
    }
}
