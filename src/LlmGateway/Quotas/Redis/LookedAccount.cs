using LlmGateway.Metering;
using LlmGateway.Quotas.Consistency;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>An account as the look script tells it.</summary>
/// <param name="Version">As <see cref="AccountCounters.Version"/>.</param>
internal sealed record LookedAccount(CountedAccount Account, long Version)
{
    /// <param name="fields">Names and values, one after the other.</param>
    public static LookedAccount Parse(Subject subject, string windowId, RedisResult[] fields, Amounts reserved, long sequence)
    {
        var stored = StoredAccount.Read(fields.Chunk(2).Select(pair => ((RedisValue)pair[0], (RedisValue)pair[1])));
        return new(new(subject, windowId, stored.Counters.Posted, stored.Counters.Held, reserved, stored.Days, sequence, IsInForce: true), stored.Counters.Version);
    }

    /// <summary>A subject counts in the window that its newest limits name; the other one stays as it was when they changed.</summary>
    public static IReadOnlyList<CountedAccount> Judge(IReadOnlyCollection<LookedAccount> accounts)
    {
        var rolling = accounts.Where(looked => looked.Account.IsRolling).ToDictionary(looked => looked.Account.Subject, looked => looked.Version);
        var months = accounts.Where(looked => !looked.Account.IsRolling).GroupBy(looked => looked.Account.Subject).ToDictionary(subject => subject.Key, subject => subject.Max(looked => looked.Version));
        return [.. accounts.Select(looked => looked.Account with { IsInForce = looked.Account.IsRolling == Rolls(looked.Account.Subject) })];

        bool Rolls(Subject subject) =>
            rolling.TryGetValue(subject, out var version) && version >= months.GetValueOrDefault(subject, AccountCounters.NeverCounted) && version > AccountCounters.NeverCounted;
    }
}
