using LlmGateway.Authentication;
using LlmGateway.Forwarding;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Observation;
using LlmGateway.Operations;
using LlmGateway.Pipeline;

namespace LlmGateway.Jobs;

/// <summary>A client's look at a job: free, for the owner's organization only, with the key that created it.</summary>
internal sealed class JobForwarding(JobDesk jobs, UpstreamKeys upstreams, Drains drains, TimeProvider time, ILogger<Exchange> exchangeLogger)
{
    public async Task<Refusal?> ForwardAsync(HttpContext http, Provider provider, Caller caller, RecognisedRequest recognised, RequestDelegate forward)
    {
        var (operation, request) = recognised;
        var id = operation.JobId(request);
        var job = id is null ? null : await jobs.FindAsync(provider.Name, id, http.RequestAborted);
        if (!Owns(caller.Key, job)) return new(RefusalCode.NotFound, 404, $"No such object: '{id}'.");

        if (Upstream(provider, caller, job).Refused(out var refusal, out var upstream)) return refusal;
        using var exchange = new Exchange(drains, time, exchangeLogger)
        {
            Request = request,
            Operation = operation,
            GatewayBase = GatewayAddress.Of(http.Request, provider),
            ClientGone = http.RequestAborted,
            BeforeDelivery = outcome => job is null ? Task.CompletedTask : jobs.ObserveAsync(job, outcome),
        };
        http.Features.Set(new ForwardedCall(provider, upstream, exchange));
        await forward(http);
        await exchange.EndAsync();
        return ForwardingFailure.Of(http, provider);
    }

    /// <summary>A job of another organization looks like none at all. One that was never seen belongs to whoever has the account to himself.</summary>
    private static bool Owns(VirtualKey key, JobBinding? job) =>
        job is null ? key.Organization.IsOnly || key.AllowUnknownObjects : job.Organization == key.Organization.Id;

    private Result<UpstreamKey> Upstream(Provider provider, Caller caller, JobBinding? job)
    {
        if (job is null) return upstreams.Choose(provider.Name, caller.Key.Organization.Id);
        return upstreams.Named(provider.Name, job.Upstream) is { } key
            ? key
            : new Refusal(RefusalCode.UpstreamNotConfigured, 503, $"The {provider.Name} key that created this object is no longer configured.");
    }
}
