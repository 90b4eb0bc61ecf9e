using LlmGateway.Authentication;
using LlmGateway.Forwarding;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Observation;
using LlmGateway.Operations;
using LlmGateway.Pipeline;

namespace LlmGateway.Jobs;

/// <summary>A client's look at a job, or at what an earlier call stored: free, for the owner's organization only, with the key that created it.</summary>
internal sealed class JobForwarding(JobDesk jobs, Ownership ownership, Drains drains, TimeProvider time, ILogger<Exchange> exchangeLogger)
{
    public async Task<Refusal?> ForwardAsync(HttpContext http, Provider provider, Caller caller, RecognisedRequest recognised, RequestDelegate forward)
    {
        var (operation, request) = recognised;
        var job = operation.JobId(request) is { } id ? await jobs.FindAsync(provider.Name, id, http.RequestAborted) : null;
        if ((await KeysAsync(provider, caller.Key, recognised, job, http.RequestAborted)).Refused(out var refusal, out var keys)) return refusal;

        var gatewayBase = GatewayAddress.Of(http.Request, provider);
        using var exchange = new Exchange(drains, time, exchangeLogger)
        {
            Request = request,
            Operation = operation,
            GatewayBase = gatewayBase,
            ClientGone = http.RequestAborted,
            OnOutcome = job is null ? null : outcome => jobs.ObserveAsync(job, outcome),
        };
        http.Features.Set(new ForwardedCall(provider, operation, keys[0], gatewayBase) { Exchange = exchange });
        await forward(http);
        await exchange.EndAsync();
        return ForwardingFailure.Of(http, provider);
    }

    /// <summary>A job of another organization looks like none at all. What is no job belongs to whoever's call stored it.</summary>
    private async ValueTask<Result<UpstreamKey[]>> KeysAsync(Provider provider, VirtualKey key, RecognisedRequest recognised, JobBinding? job, CancellationToken cancellation)
    {
        if (job is not null)
        {
            return job.Organization == key.Organization.Id
                ? ownership.Creator(provider.Name, job.Upstream)
                : new Refusal(RefusalCode.NotFound, 404, $"No such object: '{job.JobId}'.");
        }

        return (await ownership.CheckAsync(provider, key, recognised.Operation, recognised.Request, cancellation)).Refused(out var refusal, out var owned) ? refusal : owned.Upstreams;
    }
}
