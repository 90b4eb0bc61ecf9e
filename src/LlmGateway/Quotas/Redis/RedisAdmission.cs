using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>Admission by the reserve script; calls that come at once share a run of it.</summary>
internal sealed class RedisAdmission(RedisLink link, RedisKeys keys, string instance)
{
    private static readonly string[] s_rates = ["requests_per_minute", "tokens_per_minute", "parallel"];

    private readonly GroupCommit<ReserveItem, ReserveAnswer> _calls = new(() => new ReserveGroup(link, keys, instance), link.Patience);

    /// <returns>Null if the store must be rebuilt first.</returns>
    /// <exception cref="StoreUnreachableException">No answer; the reservation may exist.</exception>
    public async ValueTask<ReserveResult?> ReserveAsync(ReserveRequest request)
    {
        var item = ReserveItem.Of(request);
        var answer = await _calls.AskAsync(item);
        return answer.Word switch
        {
            "OK" => Granted(item, answer),
            "AGAIN" => new ReserveResult.Granted(
                Reservation(item, DateTimeOffset.FromUnixTimeMilliseconds((long)answer.Details[1]), (long)answer.Details[2], RedisNumbers.Amounts((byte[])answer.Details[3]!)), null, []),
            "SEED" => throw new WindowEmptyException((int)answer.Details[1] - 1),
            "REFUSED" => Grant.Decide(answer.Accounts, request.Hold).Refused is { } refused
                ? new ReserveResult.Refused(refused, Rate: false)
                : new ReserveResult.Unavailable("The script refused what the rule admits."),
            "RATED" => Rated(request, answer),
            "WINDOW" => new ReserveResult.WindowMoved(answer.Now),
            "LEARNING" => new ReserveResult.Unavailable("The store was rebuilt and waits for calls in flight."),
            "RESOLVED" => new ReserveResult.Unavailable("The reservation was resolved before it was made."),
            _ => null,
        };
    }

    /// <summary>What may have been reserved although no answer came, to be voided.</summary>
    public static Reservation Uncertain(ReserveRequest request) => Reservation(ReserveItem.Of(request), DateTimeOffset.UnixEpoch, 0, Amounts.Zero);

    /// <summary>The script says yes or no; the rule, from the same counters and limits, says the rest: which limit is the tightest, and which one refused.</summary>
    private static ReserveResult.Granted Granted(ReserveItem item, ReserveAnswer answer)
    {
        var grant = Grant.Decide(answer.Accounts, item.Request.Hold);
        return new(Reservation(item, answer.Now, answer.Granted, item.Request.Hold.At(answer.Granted)), grant.Tightest, grant.WouldRefuse);
    }

    private static Reservation Reservation(ReserveItem item, DateTimeOffset admitted, long granted, Amounts held) => new()
    {
        Id = item.Request.ReservationId,
        AdmittedAt = admitted,
        GrantedOutputTokens = granted,
        Held = held,
        Accounts = item.Accounts,
        Context = item.Request.Context,
    };

    private static ReserveResult.Refused Rated(ReserveRequest request, ReserveAnswer answer)
    {
        var details = answer.Details;
        var (limit, used, wait) = ((long)details[3], (long)details[4], TimeSpan.FromMilliseconds((long)details[6]));
        var account = request.Accounts[(int)details[1] - 1];
        return new(new(account.Subject, s_rates[(int)details[2]], limit, used, 0, limit - used, (long)details[5], answer.Now + wait), Rate: true, wait);
    }
}
