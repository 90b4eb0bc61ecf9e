using System.Collections.Immutable;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Operations;

/// <summary>config/models.json, and config/prices.override.json, whose rows win (config/README.md).</summary>
internal static class ModelsFile
{
    public const string Name = "models.json";

    public const string OverrideName = "prices.override.json";

    /// <exception cref="ConfigurationInvalidException">Anything is wrong; all of it is named.</exception>
    public static ModelCatalog Read(ReadOnlySpan<byte> bytes) => ConfigurationFile.Read(Name, bytes, root =>
    {
        var catalog = Rows(root);
        CheckFallbacks(root, catalog);
        CheckProviders(root, catalog, catalog);
        return catalog;
    });

    /// <param name="overrides">The override's bytes.</param>
    public static ModelCatalog Read(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> overrides)
    {
        var catalog = Read(bytes);
        return catalog.With(ConfigurationFile.Read(OverrideName, overrides, root =>
        {
            var rows = Rows(root);
            CheckProviders(root, rows, catalog);
            return rows;
        }));
    }

    private static ModelCatalog Rows(ConfigurationObject root)
    {
        var models = root.Objects("models", ModelRowReader.Read);
        var multipliers = root.Objects("multipliers", MultiplierReader.Read);
        var prices = root.Objects("prices", PriceRowReader.Read);
        OverlapCheck.Models(root, models);
        OverlapCheck.Multipliers(root, multipliers);
        OverlapCheck.Prices(root, prices);

        // What occurs twice is reported above; the look-ups are made of one of each.
        return new([.. models.DistinctBy(row => (row.Provider, row.Prefix))], [.. prices], [.. multipliers]);
    }

    private static void CheckFallbacks(ConfigurationObject root, ModelCatalog catalog)
    {
        if (catalog.Models.IsEmpty) root.Problem("models", "must hold at least one row");
        foreach (var provider in catalog.Models.GroupBy(row => row.Provider))
        {
            if (!provider.Any(row => row.Prefix.Length == 0)) root.Problem("models", $"has no fallback row (empty prefix) for {provider.Key}");
        }
    }

    private static void CheckProviders(ConfigurationObject root, ModelCatalog rows, ModelCatalog catalog)
    {
        ImmutableHashSet<string> known = [.. catalog.Models.Select(row => row.Provider)];
        foreach (var provider in rows.Prices.Select(row => row.Provider).Concat(rows.Multipliers.Select(row => row.Provider)).Distinct().Where(provider => !known.Contains(provider)))
        {
            root.Problem("prices", $"names the provider '{provider}', of which no row of models knows");
        }
    }
}
