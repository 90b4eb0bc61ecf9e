using LlmGateway.Forwarding;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Observation;
using LlmGateway.Quotas;
using Yarp.ReverseProxy;

namespace LlmGateway.Jobs;

/// <summary>Asks for jobs that nobody polls, when the store says that a look is due. A failed look is no failure of the job.</summary>
internal sealed class JobPoller(
    IQuotaStore store, JobDesk jobs, OperationCatalog catalog, UpstreamKeys upstreams, IProxyStateLookup proxy, TimeProvider time, ILogger<JobPoller> logger)
    : BackgroundService
{
    private const int Batch = 64;
    private const int Piece = 64 * 1024;

    private static readonly TimeSpan s_tick = TimeSpan.FromSeconds(1);

    /// <summary>For an answer to begin, and for each further piece of it: the answers of a batch may take long.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PollDueAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.PollRoundFailed(logger, exception);
            }
        }
    }

    /// <summary>Looks once at every job that is due.</summary>
    internal async Task PollDueAsync(CancellationToken cancellation)
    {
        IReadOnlyList<JobBinding> due;
        do
        {
            due = await store.TakeDueJobsAsync(Batch, cancellation);
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation }, async (job, token) => await LookAsync(job, token));
        }
        while (due.Count == Batch);
    }

    private async Task LookAsync(JobBinding job, CancellationToken cancellation)
    {
        try
        {
            await jobs.ObserveAsync(job, await AskAsync(job, cancellation));
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            Log.PollFailed(logger, job.PollOperation, job.ReservationId, exception.GetType().Name);
        }
    }

    private async Task<CallOutcome> AskAsync(JobBinding job, CancellationToken cancellation)
    {
        var provider = catalog.Provider(job.Provider);
        if (upstreams.Named(job.Provider, job.Upstream) is not { } key || !proxy.TryGetCluster(job.Provider, out var cluster))
        {
            throw new HttpRequestException("The upstream key or the provider's address is no longer configured.");
        }

        var address = cluster.Model.Config.Destinations!.Values.First().Address;
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(address.TrimEnd('/') + job.PollPath));
        var (header, value) = provider.Dialect.Credential(job.PollPath, key.Secret);
        message.Headers.TryAddWithoutValidation(header, value);
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        using var response = await cluster.Model.HttpClient.SendAsync(message, either.Token);

        var (operation, request) = PollRequest.Of(catalog, job.Provider, job.PollPath, time.GetUtcNow());
        var reader = operation.CreateReader(request, null, new((int)response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        var body = await AnswerBody.OpenAsync(response.Content, either.Token);
        var piece = new byte[Piece];
        int read;
        while ((read = await body.Stream.ReadAsync(piece, either.Token)) > 0)
        {
            reader.Read(piece.AsSpan(0, read));
            patience.CancelAfter(s_patience);
        }

        return new(CallEnd.Whole, (int)response.StatusCode, reader.Complete(whole: true), 0);
    }
}
