using LlmGateway.Metering.Prices;

namespace LlmGateway.Operations;

/// <summary>One row of the section <c>multipliers</c>.</summary>
internal static class MultiplierReader
{
    public static PriceMultiplier Read(ConfigurationObject row)
    {
        if (!row.Has("factor")) row.Problem("factor", "is required");
        var multiplier = new PriceMultiplier
        {
            Provider = row.RequiredText("provider"),
            Tier = row.RequiredText("tier"),
            Model = row.Text("model"),
            Factor = row.Number("factor", 0.001m, 100) ?? 1,
            Guaranteed = row.Flag("guaranteed"),
            ValidFrom = row.Date("valid_from"),
            ValidUntil = row.Date("valid_until"),
            Source = row.RequiredText("source"),
            SourceDate = row.RequiredText("date"),
            Note = row.Text("note"),
            Uncertain = row.Flag("uncertain"),
        };
        if (multiplier.ValidFrom > multiplier.ValidUntil) row.Problem("valid_until", "lies before valid_from");
        return multiplier;
    }
}
