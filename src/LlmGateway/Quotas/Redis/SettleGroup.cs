using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>Calls that are resolved by one run of the settle script.</summary>
internal sealed class SettleGroup(RedisLink link, RedisKeys keys) : ScriptGroup<SettleItem, SettleAnswer>
{
    private const int OwnKeys = 5, KeysOfCall = 2, ValuesOfCall = 5, NumbersOfAccount = 3;

    /// <summary>How long a call that was voided before it was made is recognised.</summary>
    private static readonly TimeSpan s_memoryOfVoid = TimeSpan.FromMinutes(15);

    /// <summary>How long the usage of an expired reservation can still become known.</summary>
    private static readonly TimeSpan s_memoryOfExpiry = TimeSpan.FromDays(40);

    private readonly AccountNumbers<HeldAccount> _accounts = new(account => account.Subject);

    public override async Task<SettleAnswer[]> RunAsync()
    {
        var answer = await link.EvalAsync(RedisScript.Settle, Keys(), Values());
        if ((string)answer[0]! != "OK") return [.. Items.Select(_ => new SettleAnswer.Unseeded())];
        var (generation, answers) = ((string)answer[1]!, (RedisResult[])answer[2]!);
        if (answers.Length != Items.Count) throw new FormatException("The settle script answers fewer calls than it was asked.");
        return Array.ConvertAll(answers, one => Answer((RedisResult[])one!, generation));
    }

    protected override string IdOf(SettleItem item) => item.Reservation.Id;

    protected override bool TryNumber(SettleItem item) => _accounts.TryNumber(item.Reservation.Accounts, item.AccountNumbers);

    private RedisKey[] Keys()
    {
        var accounts = _accounts.All;
        var all = new RedisKey[OwnKeys + (2 * accounts.Count) + accounts.Count(account => account.Rated) + (KeysOfCall * Items.Count)];
        (all[0], all[1], all[2], all[3], all[4]) = (keys.Generation, keys.Leases, keys.Jobs, keys.Outbox, keys.Sequence);
        var at = OwnKeys;
        foreach (var account in accounts) all[at++] = keys.Account(account.Subject, account.WindowId);
        foreach (var account in accounts) all[at++] = keys.OtherAccount(account);
        foreach (var account in accounts)
        {
            if (account.Rated) all[at++] = keys.Rates(account.Subject);
        }

        foreach (var item in Items)
        {
            all[at++] = keys.Reservation(item.Reservation.Id);
            all[at++] = keys.Tombstone(item.Reservation.Id);
        }

        return all;
    }

    private RedisValue[] Values()
    {
        var all = new RedisValue[1 + (ValuesOfCall * Items.Count)];
        all[0] = Numbers();
        var at = 1;
        foreach (var item in Items)
        {
            all[at++] = item.Numbers;
            all[at++] = item.Kind;
            all[at++] = item.Json;
            all[at++] = item.List;
            all[at++] = item.Context;
        }

        return all;
    }

    private byte[] Numbers()
    {
        var bytes = new byte[(2 + (NumbersOfAccount * _accounts.All.Count)) * RedisNumbers.Size];
        var writer = new NumberWriter(bytes);
        writer.Add(s_memoryOfVoid);
        writer.Add(s_memoryOfExpiry);
        var rated = 0;
        foreach (var account in _accounts.All)
        {
            writer.Add(account.IsRolling ? 1 : 0);
            writer.Add(account.Day);
            writer.Add(account.Rated ? ++rated : 0);
        }

        return bytes;
    }

    private static SettleAnswer Answer(RedisResult[] answer, string generation) => (string)answer[0]! switch
    {
        "OK" => new SettleAnswer.Applied((long)answer[1], (string)answer[2]!, generation),
        "NOOP" => new SettleAnswer.Nothing(),
        "LOST" => new SettleAnswer.Lost(),
        "KEYS" => new SettleAnswer.Moved((string)answer[1]!),
        var word => throw new FormatException($"The settle script answers {word}."),
    };
}
