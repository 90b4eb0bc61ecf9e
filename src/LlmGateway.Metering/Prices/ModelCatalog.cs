using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LlmGateway.Metering.Prices;

/// <summary>Models and prices, read once from config/models.json and replaced whole on reload. Immutable; look-ups allocate nothing for plain names.</summary>
public sealed class ModelCatalog
{
    private readonly FrozenDictionary<string, ModelIndex> _models;
    private readonly FrozenDictionary<string, PriceIndex> _prices;
    private readonly FrozenDictionary<string, MultiplierIndex> _multipliers;

    public ModelCatalog(ImmutableArray<ModelRow> models, ImmutableArray<PriceRow> prices, ImmutableArray<PriceMultiplier> multipliers = default)
    {
        Models = models;
        Prices = prices;
        Multipliers = multipliers.IsDefault ? [] : multipliers;
        _models = ByProvider(Models, row => row.Provider, (_, rows) => new ModelIndex(rows));
        _prices = ByProvider(Prices, row => row.Provider, (provider, rows) => new PriceIndex(provider, rows));
        _multipliers = ByProvider(Multipliers, row => row.Provider, (provider, rows) => new MultiplierIndex(provider, [.. rows]));
    }

    public ImmutableArray<ModelRow> Models { get; }

    public ImmutableArray<PriceRow> Prices { get; }

    public ImmutableArray<PriceMultiplier> Multipliers { get; }

    /// <summary>The row of a model (longest prefix of the normalised name); the provider's fallback row (empty prefix) if none matches.</summary>
    public ModelRow Find(string provider, string model) =>
        _models.GetValueOrDefault(provider)?.Find(ModelName.Normalise(model, provider))
        ?? throw new InvalidOperationException($"config/models.json has no fallback row (empty prefix) for {provider}.");

    /// <summary>True if a model has a price on that day.</summary>
    public bool HasPrice(string provider, string model, DateOnly day) => PricesOf(provider, model)?.InForce(day).IsEmpty == false;

    /// <summary>The rows that price a model by name, whenever they are in force: its own, else those of the model that it is a snapshot of; empty if it has none.</summary>
    public ImmutableArray<PriceRow> RowsOf(string provider, string model) => PricesOf(provider, model)?.All ?? [];

    /// <summary>True if a row of this catalogue counts on that day: no override stands in for it.</summary>
    public bool IsInForce(PriceRow row, DateOnly day) => PricesOf(row.Provider, row.Model)?.Counts(row, day) == true;

    /// <summary>
    /// This catalogue with rows that win over its own: a model row over the one with the same prefix, a multiplier over the one of the same tier
    /// and model, a price while it is in force over those of the same model and unit for the same (or, if it names none, any) resolution and quality.
    /// </summary>
    public ModelCatalog With(ModelCatalog overrides) => new(
        [.. overrides.Models, .. Models.Where(row => !overrides.Models.Any(over => over.Provider == row.Provider && over.Prefix == row.Prefix))],
        [.. Prices, .. overrides.Prices.Select(row => row with { Overrides = true, Id = "override:" + row.Id })],
        [.. overrides.Multipliers, .. Multipliers.Where(row => !overrides.Multipliers.Any(over => over.Provider == row.Provider && over.Tier == row.Tier && over.Model == row.Model))]);

    internal ModelPrices? PricesOf(string provider, string model) => _prices.GetValueOrDefault(provider)?.Find(model);

    internal PriceRow? Tool(string provider, string tool, string model, DateOnly day) => _prices.GetValueOrDefault(provider)?.Tool(tool, model, day);

    internal MultiplierIndex MultipliersOf(string provider) => _multipliers.GetValueOrDefault(provider, MultiplierIndex.None);

    private static FrozenDictionary<string, TIndex> ByProvider<TRow, TIndex>(ImmutableArray<TRow> rows, Func<TRow, string> provider, Func<string, IEnumerable<TRow>, TIndex> index) =>
        rows.GroupBy(provider, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => index(group.Key, group), StringComparer.Ordinal);
}
