using LlmGateway.Authentication;
using LlmGateway.Forwarding;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers;
using LlmGateway.Operations;
using LlmGateway.Quotas;

namespace LlmGateway.Pipeline;

/// <summary>
/// Steps 3 and 4: estimates a call and reserves what it may use, all under one reservation id, since a refusal holds nothing. A key that has no room by its own limits makes
/// way for the next one, and a bound by bytes for an exact count.
/// </summary>
internal sealed class Reserving(ModelFiles files, PolicyCache policies, Admission admission, TimeProvider time)
{
    /// <param name="keys">Those that the call may use, in the order in which they are tried; at least one.</param>
    public async ValueTask<Result<MeteredCall>> ReserveAsync(HttpContext http, Provider provider, Caller caller, Operation operation, CallRequest request, UpstreamKey[] keys)
    {
        var models = files.Models;
        var id = Ids.New(Ids.Reservation, time);
        while (true)
        {
            // (3) estimate
            var estimated = operation.Estimate(request, models);
            if (estimated is EstimateResult.Rejected rejected) return rejected.Refusal;
            var estimate = ((EstimateResult.Estimated)estimated).Estimate;
            if (Allowance.Refuse(caller, estimate) is { } notAllowed) return notAllowed;

            // (4) reserve
            var wanted = new AdmissionRequest(
                caller, estimate, Pricing.Hold(models, provider.Name, estimate, request.At), Context(http, provider, caller, operation, estimate), request.At, UpstreamPolicy.None);
            var tried = await TryAsync(id, wanted, keys, http.RequestAborted);
            if (!tried.Refused(out var refused, out var reserved)) return new MeteredCall(provider, operation, request, estimate, reserved.Request, reserved.Granted, reserved.Key, reserved.Others);
            if (refused.Code != RefusalCode.QuotaExceeded || !estimate.Sampled || request.CountExactly) return refused;
            request = request with { CountExactly = true };
        }
    }

    private async ValueTask<Result<Reserved>> TryAsync(string id, AdmissionRequest wanted, UpstreamKey[] keys, CancellationToken cancellation)
    {
        for (var i = 0; ; i++)
        {
            var request = wanted.By(keys[i].Name, policies.Upstream(keys[i].Provider, keys[i].Name));
            if (!(await admission.ReserveAsync(id, request, cancellation)).Refused(out var refusal, out var granted)) return new Reserved(request, granted, keys[i], keys[(i + 1)..]);
            if (refusal.Quota?.Subject.Kind != SubjectKind.Upstream || i + 1 == keys.Length) return refusal;
        }
    }

    private static CallContext Context(HttpContext http, Provider provider, Caller caller, Operation operation, Estimate estimate) => new()
    {
        RequestId = http.Response.Headers[Conductor.RequestIdHeader].ToString(),
        Organization = caller.Key.Organization.Id,
        ApiKey = caller.Key.Id,
        User = caller.User?.Id,
        Team = caller.Team?.Id,
        Provider = provider.Name,
        Upstream = "",
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

    private sealed record Reserved(AdmissionRequest Request, ReserveResult.Granted Granted, UpstreamKey Key, UpstreamKey[] Others);
}
