using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>What a store answers to a <see cref="ReserveRequest"/>.</summary>
public abstract record ReserveResult
{
    private ReserveResult() { }

    /// <param name="Tightest">The limit with the smallest remaining share after this hold; null if nothing limits.</param>
    /// <param name="WouldRefuse">Limits in shadow that would have refused this call.</param>
    public sealed record Granted(Reservation Reservation, QuotaExceeded? Tightest, ImmutableArray<QuotaExceeded> WouldRefuse) : ReserveResult;

    /// <summary>Nothing was held anywhere.</summary>
    /// <param name="Rate">True for requests_per_minute, tokens_per_minute and parallel: worth trying again soon.</param>
    /// <param name="RetryAfter">For rates: until the minute ends.</param>
    public sealed record Refused(QuotaExceeded Quota, bool Rate, TimeSpan? RetryAfter = null) : ReserveResult;

    /// <summary>The store's clock says that the windows of the request are over; make them anew from this instant.</summary>
    public sealed record WindowMoved(DateTimeOffset Now) : ReserveResult;

    /// <summary>The store cannot be reached or is not ready; nothing is known to be held.</summary>
    public sealed record Unavailable(string Reason) : ReserveResult;
}
