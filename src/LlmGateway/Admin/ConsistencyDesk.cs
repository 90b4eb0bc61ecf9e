using LlmGateway.Quotas;
using LlmGateway.Quotas.Consistency;

namespace LlmGateway.Admin;

/// <summary>Checks and rebuilds, one at a time.</summary>
internal sealed class ConsistencyDesk(ConsistencyCheck check, IQuotaStore store, TimeProvider time, ILogger<ConsistencyDesk> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    public DateTimeOffset Now => time.GetUtcNow();

    public Task<ConsistencyResource> CheckAsync(CancellationToken cancellation) => RunAsync(check.RunAsync, cancellation);

    public Task<ConsistencyResource> RebuildAsync(CancellationToken cancellation) => RunAsync(check.RebuildAsync, cancellation);

    public void Dispose() => _one.Dispose();

    private async Task<ConsistencyResource> RunAsync(Func<CancellationToken, Task<ConsistencyReport>> run, CancellationToken cancellation)
    {
        if (!store.IsReady) throw Refuse.StoreUnavailable();
        await _one.WaitAsync(cancellation);
        try
        {
            return ConsistencyResource.Of(await run(cancellation), Now);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !DatabaseFailure.IsAbsence(exception))
        {
            Log.StoreUnavailable(logger, exception);
            throw Refuse.StoreUnavailable();
        }
        finally
        {
            _one.Release();
        }
    }
}
