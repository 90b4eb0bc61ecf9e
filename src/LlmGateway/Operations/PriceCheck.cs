using LlmGateway.Metering.Prices;

namespace LlmGateway.Operations;

/// <summary>Holds the prices in force against the models in use. Worst first.</summary>
internal static class PriceCheck
{
    private const int SoonDays = 30;

    public static IReadOnlyList<PriceProblem> Find(ModelCatalog models, IReadOnlyCollection<ModelInUse> used, DateOnly today) =>
    [
        .. WithoutPrice(models, used, today),
        .. Of(models, used, today, "shut_down", row => row.Shutdown <= today, row => $"was switched off on {row.Shutdown:yyyy-MM-dd}"),
        .. Of(models, used, today, "ends_soon", row => row.Shutdown > today && row.Shutdown <= today.AddDays(SoonDays), row => $"is switched off on {row.Shutdown:yyyy-MM-dd}"),
        .. Of(models, used, today, "ends_soon", row => row.ValidUntil is { } until && until <= today.AddDays(SoonDays), row => Ending(models, row)),
        .. Of(models, used, today, "uncertain", row => row.Uncertain, row => $"was not read on a provider's page (source: {row.Source}, {row.SourceDate})", alsoUnused: true),
    ];

    private static IEnumerable<PriceProblem> WithoutPrice(ModelCatalog models, IEnumerable<ModelInUse> used, DateOnly today) => used
        .Where(model => model.Measured && !models.HasPrice(model.Provider, model.Model, today))
        .OrderByDescending(model => model.Calls)
        .Select(model => new PriceProblem("no_price", model.Provider, model.Model, null, model.Calls, true, WhyNot(models, model)));

    private static string WhyNot(ModelCatalog models, ModelInUse model) => models.RowsOf(model.Provider, model.Model) is [.., { } last]
        ? $"has no price in force; the row {last.Id} is not valid today"
        : "has no price: it is refused where money is limited, and costs nothing in the books elsewhere";

    private static string Ending(ModelCatalog models, PriceRow row) => models.HasPrice(row.Provider, row.Model, row.ValidUntil!.Value.AddDays(1))
        ? $"changes its price after {row.ValidUntil:yyyy-MM-dd}"
        : $"has no price after {row.ValidUntil:yyyy-MM-dd}";

    private static IEnumerable<PriceProblem> Of(
        ModelCatalog models, IReadOnlyCollection<ModelInUse> used, DateOnly today, string problem, Func<PriceRow, bool> holds, Func<PriceRow, string> message, bool alsoUnused = false) => models.Prices
        .Where(row => row.InForce(today) && holds(row))
        .Select(row => new PriceProblem(problem, row.Provider, row.Model, row.Id, CallsOf(models, used, row), false, message(row)))
        .Select(found => found with { InUse = found.Calls > 0 })
        .Where(found => found.InUse || alsoUnused)
        .OrderByDescending(found => found.Calls);

    private static long CallsOf(ModelCatalog models, IEnumerable<ModelInUse> used, PriceRow row) =>
        used.Where(model => model.Provider == row.Provider && models.RowsOf(model.Provider, model.Model).Contains(row)).Sum(model => model.Calls);
}
