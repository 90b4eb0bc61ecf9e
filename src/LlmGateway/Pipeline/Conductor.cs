using LlmGateway.Authentication;
using LlmGateway.Jobs;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Operations;
using Microsoft.AspNetCore.Http.Features;

namespace LlmGateway.Pipeline;

/// <summary>
/// Handles a provider's request from top to bottom and holds its state in local variables:
/// <code>
/// VirtualKey -> Operation -> Estimate -> Reservation -> (YARP forwards) -> Usage -> Settlement -> ledger row
///    (1)           (2)         (3)          (4)             (5) (6)                    (7)          (8)
/// </code>
/// Each step's answer is the next step's input. A "no" at any step is written in the provider's own shape. After (4), (7) always runs.
/// </summary>
internal sealed class Conductor(
    OperationCatalog catalog, Authenticator authenticator, Recogniser recogniser, BodyReader bodies,
    Ownership ownership, Reserving reserving, MeteredForwarding metered, JobForwarding jobs, FreeForwarding free, Refusals refusals, TimeProvider time)
{
    public const string RequestIdHeader = "X-LlmGateway-Request-Id";

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var provider = catalog.Provider(http.GetReverseProxyFeature().Route.Config.Metadata!["Provider"]);
        var requestId = Ids.New(Ids.Request, time);
        http.Response.Headers[RequestIdHeader] = requestId;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null; // The body reader has limits of its own; uploads pass through.
        if (await HandleAsync(http, provider, next) is not { } refusal) return;
        http.Response.Headers[RequestIdHeader] = requestId; // YARP clears the headers of an answer that failed.
        await refusals.WriteAsync(http, provider, refusal);
    }

    private async Task<Refusal?> HandleAsync(HttpContext http, Provider provider, RequestDelegate forward)
    {
        // (1) authenticate
        if ((await authenticator.AuthenticateAsync(http)).Refused(out var refusal, out var caller)) return refusal;

        // (2) recognise
        if (recogniser.Recognise(http, provider, caller.DeclaredType).Refused(out refusal, out var recognised)) return refusal;
        var operation = recognised.Operation;
        if (Allowance.Refuse(caller, operation) is { } notAllowed) return notAllowed;

        // Job reads are free, for the job's owner only; and they are where most jobs are settled.
        if (operation.Class == OperationClass.JobRead) return await jobs.ForwardAsync(http, provider, caller, recognised, forward);

        if ((await bodies.ReadAsync(http.Request, operation.Body, http.RequestAborted)).Refused(out refusal, out var body)) return refusal;
        using var held = body;
        var request = recognised.Request with { Body = body.Bytes };
        if ((await ownership.CheckAsync(provider, caller.Key, operation, request, http.RequestAborted)).Refused(out refusal, out var owned)) return refusal;

        // What is refused has come as far as this only if whoever runs the gateway has opened it; it is not metered then.
        if (operation.Class is OperationClass.Free or OperationClass.Refused) return await free.ForwardAsync(http, provider, caller, operation, request, owned.Upstreams[0], forward);

        // (3) estimate, (4) reserve
        request = request with { Remembered = owned.Tokens };
        if ((await reserving.ReserveAsync(http, provider, caller, operation, request, owned.Upstreams)).Refused(out refusal, out var call)) return refusal;

        // (5) forward, (6) observe, (7) settle; (8) the ledger row follows from the settlement by way of the outbox.
        return await metered.ForwardAndSettleAsync(http, call, body, forward);
    }
}
