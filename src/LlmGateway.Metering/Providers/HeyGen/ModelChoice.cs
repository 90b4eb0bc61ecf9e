using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>The model's name where a body leaves several possible: the dearest of them in force, so that neither hold nor charge is too low.</summary>
internal static class ModelChoice
{
    public static string Dearest(ModelCatalog models, DateTimeOffset at, params IEnumerable<string> names) => names.MaxBy(name => PriceOf(models, name, at))!;

    private static decimal PriceOf(ModelCatalog models, string name, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return models.RowsOf("heygen", name).Where(row => row.InForce(day)).Max(row => row.Price) ?? -1;
    }
}
