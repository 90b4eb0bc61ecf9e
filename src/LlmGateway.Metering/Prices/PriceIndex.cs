using System.Collections.Frozen;

namespace LlmGateway.Metering.Prices;

/// <summary>The prices of one provider by model name.</summary>
internal sealed class PriceIndex
{
    private const string Tuned = "ft:";

    private readonly string _provider;
    private readonly FrozenDictionary<string, ModelPrices>.AlternateLookup<ReadOnlySpan<char>> _prices;

    public PriceIndex(string provider, IEnumerable<PriceRow> rows)
    {
        _provider = provider;
        _prices = rows.GroupBy(row => row.Model, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => new ModelPrices([.. group]), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>By the exact name first, then as a snapshot of its family; a tuned model by a price of its own first, then by its base's.</summary>
    public ModelPrices? Find(string model)
    {
        var name = ModelName.Normalise(model, _provider);
        if (ModelName.IsTuned(model) && Family(Tuned + name) is { } tuned) return tuned;
        return Family(name);
    }

    /// <summary>The price of a tool's calls by a model: the row with the longest prefix that fits.</summary>
    public PriceRow? Tool(string tool, string model, DateOnly day)
    {
        if (!_prices.TryGetValue(tool, out var prices)) return null;
        var name = ModelName.Normalise(model, _provider);
        PriceRow? best = null;
        foreach (var row in prices.InForce(day))
        {
            if (row.ForModel is { } prefix && !name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            if (best is null || Specific(row) > Specific(best)) best = row;
        }

        return best;
    }

    private static int Specific(PriceRow row) => row.ForModel?.Length ?? -1;

    private ModelPrices? Family(ReadOnlySpan<char> name)
    {
        while (!name.IsEmpty)
        {
            if (_prices.TryGetValue(name, out var prices)) return prices;
            name = ModelName.WithoutSuffix(name);
        }

        return null;
    }
}
