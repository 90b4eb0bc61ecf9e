namespace LlmGateway.Metering.Prices;

/// <summary>
/// Adds up one call in nano-USD: the model's own part, tools, storage, and the parts of other models. For a hold each at the dearest that it
/// can become, for a charge as reported. One use; not thread-safe.
/// </summary>
internal sealed class CallCost(ModelCatalog models, string provider, DateOnly day, bool held)
{
    private string? _priceId;
    private int _rows;

    public decimal Fixed { get; private set; }

    public decimal PerOutputToken { get; private set; }

    /// <summary>The rows used, joined by a plus sign.</summary>
    public string PriceId => _priceId ?? "";

    /// <param name="model">Model whose prices count.</param>
    /// <param name="requestedTier">The tier that was asked for; counts where <paramref name="usage"/> names none.</param>
    /// <param name="want">Output tokens that may be granted, beside those of <paramref name="usage"/>.</param>
    /// <returns>False if a part of it has no price; then the sums mean nothing.</returns>
    public bool Add(string model, Usage usage, string? requestedTier, long want)
    {
        var before = _rows;
        if (!AddModel(model, usage, requestedTier, want)) return false;
        if (!AddTool("tool:web_search", model, usage.WebSearches) || !AddTool("tool:file_search", model, usage.FileSearches)) return false;
        if (!AddStorage(model, usage.StoredTokenSeconds)) return false;
        foreach (var part in usage.Also)
        {
            if (!Add(part.Model ?? model, part, null, 0)) return false;
        }

        return _rows > before;
    }

    private bool AddModel(string model, Usage usage, string? requestedTier, long want)
    {
        var isCounted = want > 0 || HasQuantity(usage);
        var rows = models.PricesOf(provider, model)?.Candidates(day, usage.Resolution, usage.Quality) ?? [];
        PriceRow? used = null;
        decimal dearest = 0, dearestOutput = 0;
        foreach (var row in rows)
        {
            if (Cost(row, usage, want) is not { } cost)
            {
                if (isCounted) return false;
                continue;
            }

            if (used is null || cost.Fixed > dearest) used = row;
            dearest = Math.Max(dearest, cost.Fixed);
            dearestOutput = Math.Max(dearestOutput, cost.PerOutputToken);
        }

        if (used is null) return !isCounted;
        var factor = Factor(model, usage.ServiceTier, requestedTier);
        Fixed += dearest * factor;
        PerOutputToken += dearestOutput * factor;
        Use(used);
        return true;
    }

    private (decimal Fixed, decimal PerOutputToken)? Cost(PriceRow row, Usage usage, long want)
    {
        if (row.Unit != PriceUnit.MillionTokens) return PieceCost.Of(row, usage) is { } pieces ? (pieces, 0) : null;
        if (held) return want > 0 || usage.InputTokens is not null || usage.OutputTokens is not null ? TokenCost.Held(row, usage, want) : null;
        return TokenCost.Charged(row, usage) is { } tokens ? (tokens, 0) : null;
    }

    private decimal Factor(string model, string? charged, string? requested)
    {
        var multipliers = models.MultipliersOf(provider);
        return held || charged is null ? multipliers.Held(charged ?? requested, model, day) : multipliers.Charged(charged, model, day);
    }

    private bool AddTool(string tool, string model, long? calls)
    {
        if (calls is null or 0) return true;
        if (models.Tool(provider, tool, model, day) is not { } row || PieceCost.OfCalls(row, calls.Value) is not { } cost) return false;
        Fixed += cost;
        Use(row);
        return true;
    }

    private bool AddStorage(string model, long? tokenSeconds)
    {
        if (tokenSeconds is null or 0) return true;
        if (models.PricesOf(provider, model)?.Storage(day) is not { } row || PieceCost.OfStorage(row, tokenSeconds.Value) is not { } cost) return false;
        Fixed += cost;
        Use(row);
        return true;
    }

    private static bool HasQuantity(Usage usage) => usage.InputTokens is not null || usage.OutputTokens is not null || usage.Images is not null || usage.Videos is not null
        || usage.VideoMilliseconds is not null || usage.AudioMilliseconds is not null || usage.Characters is not null || usage.Items is not null;

    private void Use(PriceRow row)
    {
        _rows++;
        if (_priceId is null) _priceId = row.Id;
        else if (!_priceId.Split('+').Contains(row.Id)) _priceId = $"{_priceId}+{row.Id}";
    }
}
