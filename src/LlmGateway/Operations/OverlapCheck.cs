using LlmGateway.Metering.Prices;

namespace LlmGateway.Operations;

/// <summary>No two rows may be in force for the same thing at the same time: which of them counts would be chance.</summary>
internal static class OverlapCheck
{
    public static void Models(ConfigurationObject root, ModelRow[] rows)
    {
        foreach (var twice in rows.GroupBy(row => (row.Provider, row.Prefix)).Where(group => group.Count() > 1))
        {
            root.Problem("models", $"has {twice.Count()} rows for {twice.Key.Provider} with the prefix '{twice.Key.Prefix}'");
        }
    }

    public static void Multipliers(ConfigurationObject root, PriceMultiplier[] rows)
    {
        foreach (var group in rows.GroupBy(row => (row.Provider, Tier: row.Tier.ToLowerInvariant(), row.Model)))
        {
            if (Overlap([.. group.Select(row => (row.ValidFrom, row.ValidUntil))])) root.Problem("multipliers", $"has two rows in force at once for {group.Key.Provider} {group.Key.Tier} {group.Key.Model}".TrimEnd());
        }
    }

    public static void Prices(ConfigurationObject root, PriceRow[] rows)
    {
        foreach (var group in rows.GroupBy(row => (row.Provider, row.Model, row.Unit, row.Resolution, row.Quality, row.ForModel)))
        {
            if (Overlap([.. group.Select(row => (row.ValidFrom, row.ValidUntil))])) root.Problem("prices", $"has two rows in force at once for {group.First().Id}");
        }

        foreach (var model in rows.Where(row => row.Unit != PriceUnit.MillionTokenHours).GroupBy(row => (row.Provider, row.Model)))
        {
            if (model.Any(row => model.Any(other => other.Unit != row.Unit && Touch((row.ValidFrom, row.ValidUntil), (other.ValidFrom, other.ValidUntil)))))
            {
                root.Problem("prices", $"has prices in several units at once for {model.Key.Provider}/{model.Key.Model}");
            }
        }
    }

    private static bool Overlap((DateOnly? From, DateOnly? Until)[] times)
    {
        for (var i = 1; i < times.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Touch(times[i], times[j])) return true;
            }
        }

        return false;
    }

    private static bool Touch((DateOnly? From, DateOnly? Until) a, (DateOnly? From, DateOnly? Until) b) =>
        (a.From ?? DateOnly.MinValue) <= (b.Until ?? DateOnly.MaxValue) && (b.From ?? DateOnly.MinValue) <= (a.Until ?? DateOnly.MaxValue);
}
