using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>Sums of the ledger as fields of an account's hash.</summary>
internal static class RollingFields
{
    /// <summary><c>p0</c> to <c>p6</c>, those that are not zero.</summary>
    public static IEnumerable<RedisValue> Posted(Amounts posted)
    {
        foreach (var meter in QuotaMeters.All)
        {
            if (posted[meter] == 0) continue;
            yield return FormattableString.Invariant($"p{(int)meter}");
            yield return posted[meter];
        }
    }

    /// <summary>The whole and each day of a rolling window, and the first day.</summary>
    public static IEnumerable<RedisValue> Of(IEnumerable<PostedSum> sums)
    {
        var days = sums.GroupBy(sum => sum.Day).OrderBy(day => day.Key).Select(day => (Day: day.Key, Posted: day.Aggregate(Amounts.Zero, (total, sum) => total + sum.Posted))).Where(day => !day.Posted.IsZero).ToArray();
        foreach (var value in Posted(days.Aggregate(Amounts.Zero, (total, day) => total + day.Posted))) yield return value;
        foreach (var (day, posted) in days)
        {
            foreach (var meter in QuotaMeters.All)
            {
                if (posted[meter] == 0) continue;
                yield return FormattableString.Invariant($"d{day}:{(int)meter}");
                yield return posted[meter];
            }
        }

        if (days.Length == 0) yield break;
        yield return "f";
        yield return days[0].Day;
    }
}
