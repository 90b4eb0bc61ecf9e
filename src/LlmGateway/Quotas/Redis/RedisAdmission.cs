using System.Collections.Immutable;
using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>The reserve script: what it is given, and what its answer means.</summary>
internal sealed class RedisAdmission(RedisLink link, RedisKeys keys, string instance)
{
    /// <summary>Counters of a month outlive it, for calls that end later.</summary>
    private static readonly TimeSpan s_afterlife = TimeSpan.FromDays(40);

    private static readonly string[] s_rates = ["requests_per_minute", "tokens_per_minute", "parallel"];

    private static readonly QuotaMeter[] s_meters = [.. QuotaMeters.All];

    /// <returns>Null if the store must be rebuilt first.</returns>
    /// <exception cref="StoreUnreachableException">No answer; the reservation may exist.</exception>
    public async ValueTask<ReserveResult?> ReserveAsync(ReserveRequest request)
    {
        var meters = Array.FindAll(s_meters, meter => request.Hold.Fixed[meter] != 0 || request.Hold.PerOutputToken[meter] != 0);
        var accounts = ImmutableArray.CreateRange(request.Accounts, HeldAccount.Of);
        var answer = await link.EvalAsync(RedisScript.Reserve, Keys(request, accounts), Values(request, accounts, meters));
        return (string)answer[0]! switch
        {
            "OK" => Granted(request, accounts, answer),
            "AGAIN" => new ReserveResult.Granted(Reservation(request, accounts, (long)answer[1], (long)answer[2], RedisText.Amounts((string)answer[3]!)), null, []),
            "SEED" => throw new WindowEmptyException((int)answer[1] - 1),
            "REFUSED" => new ReserveResult.Refused(Exceeded(request, answer.AsSpan(1, 6), (int)answer[7]), Rate: false),
            "RATED" => Rated(request, answer),
            "WINDOW" => new ReserveResult.WindowMoved(DateTimeOffset.FromUnixTimeMilliseconds((long)answer[1])),
            "LEARNING" => new ReserveResult.Unavailable("The store was rebuilt and waits for calls in flight."),
            "RESOLVED" => new ReserveResult.Unavailable("The reservation was resolved before it was made."),
            _ => null,
        };
    }

    /// <summary>What may have been reserved although no answer came, to be voided.</summary>
    public static Reservation Uncertain(ReserveRequest request) =>
        Reservation(request, ImmutableArray.CreateRange(request.Accounts, HeldAccount.Of), 0, 0, Amounts.Zero);

    private RedisKey[] Keys(ReserveRequest request, ImmutableArray<HeldAccount> accounts)
    {
        var all = new RedisKey[4 + accounts.Length + accounts.Count(account => account.Rated)];
        (all[0], all[1], all[2], all[3]) = (keys.Generation, keys.Reservation(request.ReservationId), keys.Tombstone(request.ReservationId), keys.Leases);
        var at = 4;
        foreach (var account in accounts) all[at++] = keys.Account(account.Subject, account.WindowId);
        foreach (var account in accounts)
        {
            if (account.Rated) all[at++] = keys.Rates(account.Subject);
        }

        return all;
    }

    private RedisValue[] Values(ReserveRequest request, ImmutableArray<HeldAccount> accounts, QuotaMeter[] meters)
    {
        var hold = request.Hold;
        var values = new RedisValue[9 + (3 * meters.Length) + (accounts.Length * (10 + meters.Length))];
        var at = 0;
        Add(accounts.Length, (long)request.Lease.TotalMilliseconds, hold.Want, hold.Least, request.ExpectedTokens, StoredJson.Write(request.Context), RedisText.Of(accounts), instance, meters.Length);
        foreach (var meter in meters) Add((int)meter, hold.Fixed[meter], hold.PerOutputToken[meter]);
        foreach (var account in request.Accounts)
        {
            var (window, limits) = (account.Window, account.Limits);
            var rolling = window.Kind == WindowKind.Rolling30Days;
            Add(window.Start.ToUnixTimeMilliseconds(), window.End.ToUnixTimeMilliseconds(), rolling ? window.Day : RedisValue.EmptyString, rolling ? window.OldestDay : RedisValue.EmptyString);
            Add((window.End + s_afterlife).ToUnixTimeMilliseconds(), account.PolicyVersion, RedisText.Of(limits));
            Add(Limit(limits.RequestsPerMinute), Limit(limits.TokensPerMinute), Limit(limits.MaxParallelRequests));
            foreach (var meter in meters) values[at++] = Limit(limits[meter]);
        }

        return values;

        void Add(params ReadOnlySpan<RedisValue> more)
        {
            foreach (var value in more) values[at++] = value;
        }
    }

    private static RedisValue Limit(long? limit) => limit ?? RedisValue.EmptyString;

    private static ReserveResult.Granted Granted(ReserveRequest request, ImmutableArray<HeldAccount> accounts, RedisResult[] answer)
    {
        var granted = (long)answer[2];
        var reservation = Reservation(request, accounts, (long)answer[1], granted, request.Hold.At(granted));
        var tightest = (int)answer[3] == 0 ? null : Exceeded(
            request, [answer[3], answer[4], answer[5], answer[6], answer[7], RedisResult.Create(reservation.Held[(QuotaMeter)(int)answer[4]])], (int)answer[8]);
        var shadows = ImmutableArray<QuotaExceeded>.Empty;
        for (var at = 9; at < answer.Length; at += 6) shadows = shadows.Add(Exceeded(request, answer.AsSpan(at, 6), -1));
        return new(reservation, tightest, shadows);
    }

    private static Reservation Reservation(ReserveRequest request, ImmutableArray<HeldAccount> accounts, long admitted, long granted, Amounts held) => new()
    {
        Id = request.ReservationId,
        AdmittedAt = DateTimeOffset.FromUnixTimeMilliseconds(admitted),
        GrantedOutputTokens = granted,
        Held = held,
        Accounts = accounts,
        Context = request.Context,
    };

    /// <param name="answer">Account, meter, limit, posted, held, requested.</param>
    private static QuotaExceeded Exceeded(ReserveRequest request, ReadOnlySpan<RedisResult> answer, int firstDay)
    {
        var account = request.Accounts[(int)answer[0] - 1];
        var (limit, posted, held) = ((long)answer[2], (long)answer[3], (long)answer[4]);
        var resets = firstDay < 0 ? account.Window.End : account.Window.FallsOut(firstDay);
        return new(account.Subject, ((QuotaMeter)(int)answer[1]).Name(), limit, posted, held, limit - posted - held, (long)answer[5], resets);
    }

    private static ReserveResult.Refused Rated(ReserveRequest request, RedisResult[] answer)
    {
        var (limit, used, wait) = ((long)answer[3], (long)answer[4], TimeSpan.FromMilliseconds((long)answer[6]));
        var account = request.Accounts[(int)answer[1] - 1];
        return new(new(account.Subject, s_rates[(int)answer[2]], limit, used, 0, limit - used, (long)answer[5], DateTimeOffset.FromUnixTimeMilliseconds((long)answer[7]) + wait), Rate: true, wait);
    }
}
