using LlmGateway.Metering;
using LlmGateway.Pipeline;

namespace LlmGateway.Quotas;

/// <summary>Step 4: one atomic reservation over every account that a call counts against, or a refusal that says which limit.</summary>
internal sealed class Admission(IQuotaStore store, TimeProvider time)
{
    private const int WindowTries = 3;

    public async ValueTask<Result<ReserveResult.Granted>> ReserveAsync(AdmissionRequest request, CancellationToken cancellation)
    {
        if (request.Price is null && StrictlyLimitsCost(request))
        {
            return new Refusal(RefusalCode.ModelNotPriced, 403, $"There is no price for the model '{request.Context.Model}', and a dollar limit holds for this call. Add the price to config/models.json.", "model");
        }

        if (request.Estimate.BoundKind == BoundKind.Open && StrictlyLimitsCost(request))
        {
            return new Refusal(RefusalCode.OperationNotAllowed, 403, "This call may loop inside the provider (hosted tools), so its cost has no bound, and a strict dollar limit holds for it. Leave out the hosted tools, or use a key without a dollar limit.");
        }

        Hold hold;
        try
        {
            hold = Hold.From(request.Estimate, request.Price);
        }
        catch (OverflowException)
        {
            return Refusal.Invalid("The call asks for more than can be counted.");
        }

        var id = Ids.New(Ids.Reservation, time);
        var now = time.GetUtcNow();
        for (var tries = 0; tries < WindowTries; tries++)
        {
            var result = await store.ReserveAsync(Request(id, hold, request, now), cancellation);
            switch (result)
            {
                case ReserveResult.Granted granted: return granted;
                case ReserveResult.Refused refused: return Refuse(refused);
                case ReserveResult.WindowMoved moved: now = moved.Now; break;
                default: return Unavailable();
            }
        }

        return Unavailable();
    }

    private static ReserveRequest Request(string id, Hold hold, AdmissionRequest request, DateTimeOffset now) => new()
    {
        ReservationId = id,
        Accounts = request.Accounts(now),
        Hold = hold,
        ExpectedTokens = request.Context.ExpectedTokens,
        Context = request.Context,
        Lease = Leases.Call,
    };

    private static bool StrictlyLimitsCost(AdmissionRequest request) => request.Accounts(request.At)
        .Any(account => account.Limits.Enforcement == Enforcement.Strict && account.Limits[QuotaMeter.Cost] is not null);

    private Refusal Refuse(ReserveResult.Refused refused)
    {
        var quota = refused.Quota;
        if (refused.Rate)
        {
            return new(RefusalCode.RateLimited, 429, $"Rate limit reached: {quota.Meter} of {Name(quota.Subject)} is {quota.Limit}. Try again shortly.")
            {
                Quota = quota,
                RetryAfter = refused.RetryAfter ?? TimeSpan.FromSeconds(1),
            };
        }

        return new(RefusalCode.QuotaExceeded, 429, Message(quota, time.GetUtcNow())) { Quota = quota };
    }

    private static string Message(QuotaExceeded quota, DateTimeOffset now)
    {
        if (quota.Subject.Kind == SubjectKind.Upstream) return "The gateway's own account with this provider has reached its limit. Whoever runs the gateway can raise it.";
        var held = quota.Held > 0 ? $" and {Outer(quota, quota.Held)} held by calls in progress" : "";
        var reset = quota.ResetsAt > now ? $" It resets at {quota.ResetsAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC." : "";
        return $"Quota exceeded: {quota.Meter} of {Name(quota.Subject)}: limit {Outer(quota, quota.Limit)}, {Outer(quota, quota.Used)} used{held}, this call needs up to {Outer(quota, quota.Requested)}.{reset} Whoever runs the gateway can raise the limit.";
    }

    private static string Name(Subject subject) => $"{subject.KindName} {subject.OwnId}";

    private static string Outer(QuotaExceeded quota, long amount) => quota.Meter switch
    {
        "cost" => "$" + Money.Format(amount),
        "video_seconds" => FormattableString.Invariant($"{amount / 1000m:0.###} s"),
        _ => FormattableString.Invariant($"{amount:N0}"),
    };

    private static Refusal Unavailable() => new(
        RefusalCode.QuotaStoreUnavailable, 503, "The gateway cannot check quotas right now, and it admits nothing unchecked. Try again shortly.")
    { RetryAfter = TimeSpan.FromSeconds(2) };
}
