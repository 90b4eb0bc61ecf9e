using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using LlmGateway.Pipeline;
using Microsoft.Extensions.Options;

namespace LlmGateway.Quotas;

/// <summary>Step 4: one atomic reservation over every account that a call counts against, or a refusal that says which limit.</summary>
internal sealed class Admission(IQuotaStore store, IOptions<PolicyOptions> policy, TimeProvider time)
{
    private const int WindowTries = 3;

    /// <param name="reservationId">Made before any I/O. A refusal holds nothing, so the same id may be used again (another key, an exact count).</param>
    public async ValueTask<Result<ReserveResult.Granted>> ReserveAsync(string reservationId, AdmissionRequest request, CancellationToken cancellation)
    {
        var price = request.Price ?? Unpriced();
        if (price is null && StrictlyLimitsCost(request))
        {
            return new Refusal(RefusalCode.ModelNotPriced, 403, $"There is no price for the model '{request.Context.Model}', and a dollar limit holds for this call. Add the price to config/models.json.", "model");
        }

        if (request.Estimate.BoundKind == BoundKind.Open && RefusesOpen(request))
        {
            return new Refusal(RefusalCode.OperationNotAllowed, 403, "This call may loop inside the provider (hosted tools, work that stands in a file), so its cost has no bound; where a strict dollar limit holds, or the gateway's policy says so, it is refused. Leave out the hosted tools, or use a key without a dollar limit.");
        }

        Hold hold;
        try
        {
            hold = Hold.From(request.Estimate, price);
        }
        catch (OverflowException)
        {
            return Refusal.Invalid("The call asks for more than can be counted.");
        }

        return await ReserveAsync(reservationId, hold, request, cancellation);
    }

    /// <summary>Holds once more what an earlier attempt of the same call held; the call itself is counted already.</summary>
    public ValueTask<Result<ReserveResult.Granted>> RepeatAsync(Reservation earlier, AdmissionRequest request, CancellationToken cancellation) =>
        ReserveAsync(Ids.New(Ids.Reservation, time), new(earlier.Held with { Calls = 0, Scripts = 0 }, Amounts.Zero, 0, 0), request, cancellation);

    private async ValueTask<Result<ReserveResult.Granted>> ReserveAsync(string id, Hold hold, AdmissionRequest request, CancellationToken cancellation)
    {
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

    /// <summary>What is held for a call without a price, if it is not refused.</summary>
    private HoldPrice? Unpriced() => policy.Value.MostForUnpriced is { } most ? HoldPrice.Unpriced(most) : null;

    private bool RefusesOpen(AdmissionRequest request) => policy.Value.OpenCalls switch
    {
        "allow" => false,
        "refuse" => true,
        _ => StrictlyLimitsCost(request),
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
