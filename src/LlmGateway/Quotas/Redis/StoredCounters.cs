using System.Globalization;
using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>Counters from an account's hash. Days of a rolling window that have fallen out and are still there are not counted.</summary>
internal static class StoredCounters
{
    public static AccountState Read(AccountAddress account, HashEntry[] fields)
    {
        var (posted, held, first) = (Amounts.Zero, Amounts.Zero, int.MaxValue);
        var rolling = account.Window.Kind == WindowKind.Rolling30Days;
        foreach (var field in fields)
        {
            var name = field.Name.ToString();
            if (name.Length == 2 && name[0] == 'h') held = held.With((QuotaMeter)(name[1] - '0'), (long)field.Value);
            else if (name.Length == 2 && name[0] == 'p' && !rolling) posted = posted.With((QuotaMeter)(name[1] - '0'), (long)field.Value);
            else if (rolling && name[0] == 'd' && DayOf(name) is var day && day >= account.Window.OldestDay)
            {
                var meter = (QuotaMeter)(name[^1] - '0');
                posted = posted.With(meter, posted[meter] + (long)field.Value);
                first = Math.Min(first, day);
            }
        }

        return new(account.Subject, account.Window, posted, held, first == int.MaxValue ? account.Window.End : account.Window.FallsOut(first));
    }

    private static int DayOf(string name) => int.Parse(name.AsSpan(1, name.IndexOf(':', StringComparison.Ordinal) - 1), CultureInfo.InvariantCulture);
}
