using System.Collections.Immutable;
using System.Globalization;
using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>An account's hash; the head of the reserve script says what is in it.</summary>
/// <param name="Days">What was posted on which day of a rolling window; days that have fallen out may still be there.</param>
internal sealed record StoredAccount(AccountCounters Counters, ImmutableSortedDictionary<int, Amounts> Days)
{
    public const string CountersField = "c";

    public const string LimitsField = "l";

    /// <summary>Counters outlive their window, for calls that end later.</summary>
    private static readonly TimeSpan s_afterlife = TimeSpan.FromDays(40);

    /// <exception cref="FormatException">It is not readable.</exception>
    public static StoredAccount Read(IEnumerable<(RedisValue Name, RedisValue Value)> fields)
    {
        var (counters, days) = (AccountCounters.None, ImmutableSortedDictionary.CreateBuilder<int, Amounts>());
        foreach (var (name, value) in fields)
        {
            var text = name.ToString();
            if (text == CountersField) counters = AccountCounters.Read((byte[])value!);
            else if (text[0] == 'd') days[int.Parse(text.AsSpan(1), CultureInfo.InvariantCulture)] = RedisNumbers.Amounts((byte[])value!);
        }

        return new(counters, days.ToImmutable());
    }

    /// <summary>A month as the ledger has it.</summary>
    public static StoredAccount Month(Amounts posted) => new(AccountCounters.None with { Posted = posted }, ImmutableSortedDictionary<int, Amounts>.Empty);

    /// <summary>A rolling window as the ledger has it.</summary>
    public static StoredAccount Rolling(IEnumerable<PostedSum> sums)
    {
        var days = sums.GroupBy(sum => sum.Day).Select(day => KeyValuePair.Create(day.Key, day.Aggregate(Amounts.Zero, (total, sum) => total + sum.Posted)))
            .Where(day => !day.Value.IsZero).ToImmutableSortedDictionary();
        return new(
            new(AccountCounters.Filled, days.IsEmpty ? AccountCounters.NoDay : days.First().Key, days.Values.Aggregate(Amounts.Zero, (total, day) => total + day), Amounts.Zero), days);
    }

    /// <summary>Names and values of the hash.</summary>
    public IEnumerable<RedisValue> Fields()
    {
        yield return CountersField;
        yield return Counters.Write();
        if (Counters.Version == AccountCounters.Filled)
        {
            yield return LimitsField;
            yield return RedisNumbers.Of(EffectiveLimits.Unlimited);
        }

        foreach (var (day, posted) in Days)
        {
            yield return FormattableString.Invariant($"d{day}");
            yield return RedisNumbers.Of(posted);
        }
    }

    public static DateTimeOffset ExpiryIn(Window window) => window.End + s_afterlife;

    /// <summary>What callers see of it in a window.</summary>
    public AccountState In(AccountAddress account)
    {
        if (account.Window.Kind != WindowKind.Rolling30Days) return new(account.Subject, account.Window, Counters.Posted, Counters.Held, account.Window.End);
        var days = Days.Where(day => day.Key >= account.Window.OldestDay).ToArray();
        return new(
            account.Subject, account.Window, days.Aggregate(Amounts.Zero, (total, day) => total + day.Value), Counters.Held,
            account.Window.ResetsAt(days is [var (first, _), ..] ? first : null));
    }
}
