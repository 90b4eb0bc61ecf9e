using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>Calls that are admitted by one run of the reserve script, one after the other.</summary>
internal sealed class ReserveGroup(RedisLink link, RedisKeys keys, string instance) : ScriptGroup<ReserveItem, ReserveAnswer>
{
    private const int OwnKeys = 2, OwnValues = 2, KeysOfCall = 2, ValuesOfCall = 3;
    private const int SizeOfAccount = (5 * RedisNumbers.Size) + RedisNumbers.SizeOfLimits;

    private readonly AccountNumbers<QuotaAccount> _accounts = new(account => account.Subject);

    public override async Task<ReserveAnswer[]> RunAsync()
    {
        var answer = await link.EvalAsync(RedisScript.Reserve, Keys(), Values());
        if ((string)answer[0]! != "OK") return [.. Items.Select(_ => new ReserveAnswer((string)answer[0]!, default, 0, [], answer))];
        var (now, views, answers) = (DateTimeOffset.FromUnixTimeMilliseconds((long)answer[1]), Views((RedisResult[])answer[2]!, (RedisResult[])answer[3]!), (RedisResult[])answer[4]!);
        var all = new ReserveAnswer[Items.Count];
        for (var i = 0; i < all.Length; i++) all[i] = Answer(Items[i], answers[i], now, views);
        return all;
    }

    protected override string IdOf(ReserveItem item) => item.Request.ReservationId;

    protected override bool TryNumber(ReserveItem item) => _accounts.TryNumber(item.Request.Accounts, item.AccountNumbers);

    private RedisKey[] Keys()
    {
        var accounts = _accounts.All;
        var all = new RedisKey[OwnKeys + accounts.Count + accounts.Count(account => account.Limits.LimitsRates) + (KeysOfCall * Items.Count)];
        (all[0], all[1]) = (keys.Generation, keys.Leases);
        var at = OwnKeys;
        foreach (var account in accounts) all[at++] = keys.Account(account.Subject, account.Window.Id);
        foreach (var account in accounts)
        {
            if (account.Limits.LimitsRates) all[at++] = keys.Rates(account.Subject);
        }

        foreach (var item in Items)
        {
            all[at++] = keys.Reservation(item.Request.ReservationId);
            all[at++] = keys.Tombstone(item.Request.ReservationId);
        }

        return all;
    }

    private RedisValue[] Values()
    {
        var all = new RedisValue[OwnValues + (ValuesOfCall * Items.Count)];
        (all[0], all[1]) = (instance, Numbers());
        var at = OwnValues;
        foreach (var item in Items)
        {
            all[at++] = item.Numbers;
            all[at++] = item.List;
            all[at++] = item.Context;
        }

        return all;
    }

    private byte[] Numbers()
    {
        var bytes = new byte[_accounts.All.Count * SizeOfAccount];
        var writer = new NumberWriter(bytes);
        var rated = 0;
        foreach (var account in _accounts.All)
        {
            var rolling = account.Window.Kind == WindowKind.Rolling30Days;
            writer.Add(account.PolicyVersion);
            writer.Add(rolling ? account.Window.Day : AccountCounters.NoDay);
            writer.Add(RedisNumbers.Of(account.Limits));
            writer.Add(rolling ? account.Window.OldestDay : AccountCounters.NoDay);
            writer.Add(StoredAccount.ExpiryIn(account.Window));
            writer.Add(account.Limits.LimitsRates ? ++rated : 0);
        }

        return bytes;
    }

    /// <summary>The accounts as the first call met them, with the newest limits.</summary>
    private AccountView[] Views(RedisResult[] counters, RedisResult[] newer)
    {
        var views = new AccountView[counters.Length];
        for (var i = 0; i < views.Length; i++)
        {
            if (counters[i].IsNull) continue;
            var (subject, window, limits, _) = _accounts.All[i];
            var read = AccountCounters.Read((byte[])counters[i]!);
            views[i] = new(subject, limits, read.Posted, read.Held, window.ResetsAt(window.Kind == WindowKind.Rolling30Days && read.FirstDay != AccountCounters.NoDay ? read.FirstDay : null));
        }

        for (var at = 0; at < newer.Length; at += 2)
        {
            ref var view = ref views[(int)newer[at] - 1];
            view = view with { Limits = RedisNumbers.Limits((byte[])newer[at + 1]!) };
        }

        return views;
    }

    /// <summary>What was granted to a call is held for the ones after it.</summary>
    private static ReserveAnswer Answer(ReserveItem item, RedisResult verdict, DateTimeOffset now, AccountView[] views)
    {
        if (verdict.Resp2Type != ResultType.Integer)
        {
            var details = (RedisResult[])verdict!;
            var word = (string)details[0]!;
            return new(word, now, 0, word == "REFUSED" ? Of(item, views) : [], details);
        }

        var (granted, mine) = ((long)verdict, Of(item, views));
        var held = item.Request.Hold.At(granted);
        foreach (var number in item.AccountNumbers) views[number - 1] = views[number - 1] with { Held = views[number - 1].Held + held };
        return new("OK", now, granted, mine, []);
    }

    private static AccountView[] Of(ReserveItem item, AccountView[] views)
    {
        var numbers = item.AccountNumbers;
        var mine = new AccountView[numbers.Length];
        for (var i = 0; i < mine.Length; i++) mine[i] = views[numbers[i] - 1];
        return mine;
    }
}
