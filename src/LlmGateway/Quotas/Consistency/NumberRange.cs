namespace LlmGateway.Quotas.Consistency;

/// <summary>Numbers of outbox entries without a gap, both ends included.</summary>
public readonly record struct NumberRange(long First, long Last)
{
    /// <summary>The numbers from 1 to <paramref name="last"/> that no range has, as ranges.</summary>
    public static IEnumerable<NumberRange> Gaps(IEnumerable<NumberRange> ranges, long last)
    {
        var next = 1L;
        foreach (var range in ranges.OrderBy(range => range.First))
        {
            if (range.First > last) break;
            if (range.First > next) yield return new(next, range.First - 1);
            next = Math.Max(next, range.Last + 1);
        }

        if (next <= last) yield return new(next, last);
    }
}
