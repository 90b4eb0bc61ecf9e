using LlmGateway.Authentication;
using LlmGateway.Forwarding;
using LlmGateway.Jobs;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers;
using LlmGateway.Operations;
using LlmGateway.Quotas;

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
    OperationCatalog catalog, Authenticator authenticator, Recogniser recogniser, BodyReader bodies, ModelFiles files, PolicyCache policies,
    Ownership ownership, Admission admission, MeteredForwarding metered, JobForwarding jobs, FreeForwarding free, Refusals refusals, TimeProvider time)
{
    public const string RequestIdHeader = "X-LlmGateway-Request-Id";

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var provider = catalog.Provider(http.GetReverseProxyFeature().Route.Config.Metadata!["Provider"]);
        http.Response.Headers[RequestIdHeader] = Ids.New(Ids.Request, time);
        if (await HandleAsync(http, provider, next) is { } refusal) await refusals.WriteAsync(http, provider, refusal);
    }

    private async Task<Refusal?> HandleAsync(HttpContext http, Provider provider, RequestDelegate forward)
    {
        // (1) authenticate
        if ((await authenticator.AuthenticateAsync(http)).Refused(out var refusal, out var caller)) return refusal;

        // (2) recognise
        if (recogniser.Recognise(http, provider, caller.DeclaredType).Refused(out refusal, out var recognised)) return refusal;
        var operation = recognised.Operation;
        if (Allowance.Refuse(caller.Key, operation) is { } notAllowed) return notAllowed;

        // Job reads are free, for the job's owner only; and they are where most jobs are settled.
        if (operation.Class == OperationClass.JobRead) return await jobs.ForwardAsync(http, provider, caller, recognised, forward);

        if ((await bodies.ReadAsync(http.Request, operation.Body, http.RequestAborted)).Refused(out refusal, out var body)) return refusal;
        using var held = body;
        var request = recognised.Request with { Body = body.Bytes };
        if ((await ownership.CheckAsync(provider, caller.Key, operation, request, http.RequestAborted)).Refused(out refusal, out var owned)) return refusal;
        var upstream = owned.Upstream;
        if (operation.Class == OperationClass.Free) return await free.ForwardAsync(http, provider, caller, operation, request, upstream, forward);

        // (3) estimate
        request = request with { Remembered = owned.Tokens };
        var models = files.Models;
        var estimated = operation.Estimate(request, models);
        if (estimated is EstimateResult.Rejected rejected) return rejected.Refusal;
        var estimate = ((EstimateResult.Estimated)estimated).Estimate;
        if (Allowance.Refuse(caller.Key, estimate.Model) is { } modelNotAllowed) return modelNotAllowed;

        // (4) reserve
        var context = Context(http, provider, caller, operation, estimate, upstream);
        var wanted = new AdmissionRequest(
            caller, estimate, Pricing.Hold(models, provider.Name, estimate, request.At), context, request.At, policies.Upstream(provider.Name, upstream.Name));
        if ((await admission.ReserveAsync(wanted, http.RequestAborted)).Refused(out refusal, out var granted)) return refusal;

        // (5) forward, (6) observe, (7) settle; (8) the ledger row follows from the settlement by way of the outbox.
        return await metered.ForwardAndSettleAsync(http, new(provider, operation, request, estimate, granted, upstream), forward);
    }

    private static CallContext Context(HttpContext http, Provider provider, Caller caller, Operation operation, Estimate estimate, UpstreamKey upstream) => new()
    {
        RequestId = http.Response.Headers[RequestIdHeader].ToString(),
        Organization = caller.Key.Organization.Id,
        ApiKey = caller.Key.Id,
        User = caller.User?.Id,
        Team = caller.Team?.Id,
        Provider = provider.Name,
        Upstream = upstream.Name,
        Operation = operation.Name,
        OperationType = estimate.Type,
        Model = estimate.Model,
        BoundKind = estimate.BoundKind,
        ExpectedInputTokens = estimate.Expected.InputTokens ?? 0,
        ExpectedTokens = estimate.Expected.Tokens ?? 0,
        Requested = operation.Class == OperationClass.JobSubmission || estimate.CreatesJob ? estimate.Expected : null,
        ServiceTier = estimate.ServiceTier,
        FreeOfCharge = estimate.FreeOfCharge,
        TimeZone = caller.Key.Organization.Zone.Id,
    };
}
