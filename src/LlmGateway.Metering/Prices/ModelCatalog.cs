using System.Collections.Immutable;

namespace LlmGateway.Metering.Prices;

/// <summary>Models and prices, read once from config/models.json and replaced whole on reload. Immutable.</summary>
public sealed class ModelCatalog(ImmutableArray<ModelRow> models, ImmutableArray<PriceRow> prices)
{
    public ImmutableArray<ModelRow> Models => models;

    public ImmutableArray<PriceRow> Prices => prices;

    /// <summary>The row of a model (longest prefix of the normalised name); the provider's fallback row (empty prefix) if none matches.</summary>
    public ModelRow Find(string provider, string model)
    {
        var name = ModelName.Normalise(model);
        ModelRow? best = null;
        foreach (var row in models)
        {
            if (row.Provider != provider || !name.StartsWith(row.Prefix, StringComparison.Ordinal)) continue;
            if (best is null || row.Prefix.Length > best.Prefix.Length) best = row;
        }

        return best ?? throw new InvalidOperationException($"config/models.json has no fallback row (empty prefix) for {provider}.");
    }
}
