using System.Collections.Immutable;
using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>The reserve script: what it is given, and what its answer means.</summary>
internal sealed class RedisAdmission(RedisLink link, RedisKeys keys, string instance)
{
    /// <summary>Keys before those of the accounts.</summary>
    private const int OwnKeys = 4;

    private const int SizeOfCall = (7 * RedisNumbers.Size) + (2 * RedisNumbers.SizeOfAmounts);
    private const int SizeOfAccount = (4 * RedisNumbers.Size) + RedisNumbers.SizeOfLimits;

    private static readonly string[] s_rates = ["requests_per_minute", "tokens_per_minute", "parallel"];

    /// <returns>Null if the store must be rebuilt first.</returns>
    /// <exception cref="StoreUnreachableException">No answer; the reservation may exist.</exception>
    public async ValueTask<ReserveResult?> ReserveAsync(ReserveRequest request)
    {
        var accounts = ImmutableArray.CreateRange(request.Accounts, HeldAccount.Of);
        var answer = await link.EvalAsync(RedisScript.Reserve, Keys(request, accounts), [Numbers(request), RedisText.Of(accounts), StoredJson.Write(request.Context), instance]);
        return (string)answer[0]! switch
        {
            "OK" => Granted(request, accounts, answer),
            "AGAIN" => new ReserveResult.Granted(Reservation(request, accounts, (long)answer[1], (long)answer[2], RedisNumbers.Amounts((byte[])answer[3]!)), null, []),
            "SEED" => throw new WindowEmptyException((int)answer[1] - 1),
            "REFUSED" => Decide(request, answer).Refused is { } refused ? new ReserveResult.Refused(refused, Rate: false) : new ReserveResult.Unavailable("The script refused what the rule admits."),
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
        var all = new RedisKey[OwnKeys + accounts.Length + accounts.Count(account => account.Rated)];
        (all[0], all[1], all[2], all[3]) = (keys.Generation, keys.Reservation(request.ReservationId), keys.Tombstone(request.ReservationId), keys.Leases);
        var at = OwnKeys;
        foreach (var account in accounts) all[at++] = keys.Account(account.Subject, account.WindowId);
        foreach (var account in accounts)
        {
            if (account.Rated) all[at++] = keys.Rates(account.Subject);
        }

        return all;
    }

    private static byte[] Numbers(ReserveRequest request)
    {
        var (hold, accounts) = (request.Hold, request.Accounts);
        var bytes = new byte[SizeOfCall + (accounts.Length * SizeOfAccount)];
        var writer = new NumberWriter(bytes);
        var (start, end) = (accounts[0].Window.Start, accounts[0].Window.End);
        foreach (var account in accounts)
        {
            if (account.Window.Start > start) start = account.Window.Start;
            if (account.Window.End < end) end = account.Window.End;
        }

        writer.Add(accounts.Length);
        writer.Add(request.Lease);
        writer.Add(hold.Want);
        writer.Add(hold.Least);
        writer.Add(request.ExpectedTokens);
        writer.Add(start);
        writer.Add(end);
        writer.Add(hold.Fixed);
        writer.Add(hold.PerOutputToken);
        foreach (var account in accounts)
        {
            var rolling = account.Window.Kind == WindowKind.Rolling30Days;
            writer.Add(account.PolicyVersion);
            writer.Add(rolling ? account.Window.Day : AccountCounters.NoDay);
            writer.Add(RedisNumbers.Of(account.Limits));
            writer.Add(rolling ? account.Window.OldestDay : AccountCounters.NoDay);
            writer.Add(StoredAccount.ExpiryIn(account.Window));
        }

        return bytes;
    }

    private static ReserveResult.Granted Granted(ReserveRequest request, ImmutableArray<HeldAccount> accounts, RedisResult[] answer)
    {
        var granted = (long)answer[2];
        var grant = Decide(request, answer);
        return new(Reservation(request, accounts, (long)answer[1], granted, request.Hold.At(granted)), grant.Tightest, grant.WouldRefuse);
    }

    /// <summary>The script says yes or no; the rule, from the same counters and limits, says the rest: which limit is the tightest, and which one refused.</summary>
    private static Grant Decide(ReserveRequest request, RedisResult[] answer)
    {
        var views = new AccountView[request.Accounts.Length];
        for (var i = 0; i < views.Length; i++)
        {
            var (subject, window, limits, _) = request.Accounts[i];
            var counters = AccountCounters.Read((byte[])answer[3 + i]!);
            views[i] = new(subject, limits, counters.Posted, counters.Held, window.ResetsAt(window.Kind == WindowKind.Rolling30Days && counters.FirstDay != AccountCounters.NoDay ? counters.FirstDay : null));
        }

        for (var at = 3 + views.Length; at < answer.Length; at += 2)
        {
            ref var view = ref views[(int)answer[at] - 1];
            view = view with { Limits = RedisNumbers.Limits((byte[])answer[at + 1]!) };
        }

        return Grant.Decide(views, request.Hold);
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

    private static ReserveResult.Refused Rated(ReserveRequest request, RedisResult[] answer)
    {
        var (limit, used, wait) = ((long)answer[3], (long)answer[4], TimeSpan.FromMilliseconds((long)answer[6]));
        var account = request.Accounts[(int)answer[1] - 1];
        return new(new(account.Subject, s_rates[(int)answer[2]], limit, used, 0, limit - used, (long)answer[5], DateTimeOffset.FromUnixTimeMilliseconds((long)answer[7]) + wait), Rate: true, wait);
    }
}
