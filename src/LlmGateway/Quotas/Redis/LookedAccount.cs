using System.Collections.Immutable;
using System.Globalization;
using LlmGateway.Metering;
using LlmGateway.Quotas.Consistency;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>An account's hash as the look script tells it.</summary>
/// <param name="Version">Version of the limits that it was last counted under; -1 if it was filled from the ledger, -2 if neither.</param>
internal sealed record LookedAccount(CountedAccount Account, long Version)
{
    /// <param name="fields">Names and values, one after the other.</param>
    public static LookedAccount Parse(Subject subject, string windowId, RedisResult[] fields, Amounts reserved, long sequence)
    {
        var (posted, held, version) = (Amounts.Zero, Amounts.Zero, -2L);
        var days = new Dictionary<int, Amounts>();
        for (var i = 0; i < fields.Length; i += 2)
        {
            var name = (string)fields[i]!;
            switch (name)
            {
                case "v": version = (long)fields[i + 1]; break;
                case ['p', var meter]: posted = posted.With((QuotaMeter)(meter - '0'), (long)fields[i + 1]); break;
                case ['h', var meter]: held = held.With((QuotaMeter)(meter - '0'), (long)fields[i + 1]); break;
                case ['d', .., ':', var meter]:
                    var day = int.Parse(name.AsSpan(1, name.Length - 3), CultureInfo.InvariantCulture);
                    days[day] = days.GetValueOrDefault(day).With((QuotaMeter)(meter - '0'), (long)fields[i + 1]);
                    break;
            }
        }

        return new(new(subject, windowId, posted, held, reserved, days.ToImmutableSortedDictionary(), sequence, IsInForce: true), version);
    }

    /// <summary>A subject counts in the window that its newest limits name; the other one stays as it was when they changed.</summary>
    public static IReadOnlyList<CountedAccount> Judge(IReadOnlyCollection<LookedAccount> accounts)
    {
        var rolling = accounts.Where(looked => looked.Account.IsRolling).ToDictionary(looked => looked.Account.Subject, looked => looked.Version);
        var months = accounts.Where(looked => !looked.Account.IsRolling).GroupBy(looked => looked.Account.Subject).ToDictionary(subject => subject.Key, subject => subject.Max(looked => looked.Version));
        return [.. accounts.Select(looked => looked.Account with { IsInForce = looked.Account.IsRolling == Rolls(looked.Account.Subject) })];

        bool Rolls(Subject subject) => rolling.TryGetValue(subject, out var version) && version >= months.GetValueOrDefault(subject, -2) && version > -2;
    }
}
