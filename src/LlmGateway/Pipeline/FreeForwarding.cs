using LlmGateway.Authentication;
using LlmGateway.Forwarding;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Observation;
using LlmGateway.Quotas;

namespace LlmGateway.Pipeline;

/// <summary>Calls that cost nothing: forwarded; where the answer creates an object, it is remembered for its owner before the client reads its id.</summary>
internal sealed class FreeForwarding(IQuotaStore store, Drains drains, TimeProvider time, ILogger<Exchange> exchangeLogger)
{
    public async Task<Refusal?> ForwardAsync(
        HttpContext http, Provider provider, Caller caller, Operation operation, CallRequest request, UpstreamKey upstream, RequestDelegate forward)
    {
        var gatewayBase = GatewayAddress.Of(http.Request, provider);
        using var exchange = !operation.CreatesObjects && !operation.ChangesAnswers ? null : new Exchange(drains, time, exchangeLogger)
        {
            Request = request,
            Operation = operation,
            GatewayBase = gatewayBase,
            ClientGone = http.RequestAborted,
            OnOutcome = operation.CreatesObjects ? outcome => RememberAsync(provider, caller, upstream, outcome) : null,
        };
        ForwardedBody.Restore(http.Request, request);
        http.Features.Set(new ForwardedCall(provider, operation, upstream, gatewayBase) { Exchange = exchange });
        await forward(http);
        if (exchange is not null) await exchange.EndAsync();
        return ForwardingFailure.Of(http, provider);
    }

    private async Task RememberAsync(Provider provider, Caller caller, UpstreamKey upstream, CallOutcome outcome)
    {
        if (outcome.Status is not (>= 200 and < 300) || outcome.Reading.Created.IsEmpty) return;
        var objects = outcome.Reading.Created.Select(created => new OwnedObject(provider.Name, created.Id, caller.Key.Organization.Id, upstream.Name, created.Tokens));
        await store.RememberAsync([.. objects], CancellationToken.None);
    }
}
