namespace LlmGateway.Metering.Prices;

/// <summary>Finds the price row of a model: by name, by what chooses among several rows, and by date.</summary>
internal static class PriceBook
{
    /// <summary>The row in force; where size or quality is not told, the dearest. Null if the model has no price.</summary>
    public static PriceRow? Find(ModelCatalog models, string provider, string model, DateOnly day, string? resolution, string? quality)
    {
        var name = ModelName.Normalise(model);
        while (true)
        {
            if (Best(models, provider, name, day, resolution, quality) is { } row) return row;
            if (WithoutSuffix(name) is not { } shorter) return null;
            name = shorter;
        }
    }

    private static PriceRow? Best(ModelCatalog models, string provider, string name, DateOnly day, string? resolution, string? quality)
    {
        PriceRow? best = null;
        var bestScore = -1;
        foreach (var row in models.Prices)
        {
            if (row.Provider != provider || row.Model != name || row.ValidFrom > day || row.ValidUntil < day) continue;
            var score = Score(row.Resolution, resolution) + Score(row.Quality, quality);
            if (best is null || score > bestScore || (score == bestScore && Dearness(row) > Dearness(best))) (best, bestScore) = (row, score);
        }

        return best;
    }

    /// <summary>2 for the row's own, 1 for a row for all, 0 for another one's (the dearest of those is better than none).</summary>
    private static int Score(string? row, string? wanted) => row == wanted ? 2 : row is null ? 1 : 0;

    private static decimal Dearness(PriceRow row) => row.Price ?? row.Output ?? row.ImageOutput ?? row.Input ?? 0;

    /// <summary>
    /// A dated or numbered snapshot is its family: <c>gpt-4o-mini-2024-07-18</c>, <c>gpt-3.5-turbo-0125</c>, <c>gemini-2.5-flash-001</c>,
    /// <c>...-preview-09-2025</c>, <c>...-latest</c>. Never a word that makes another model (<c>-mini</c>, <c>-pro</c>).
    /// </summary>
    private static string? WithoutSuffix(string name)
    {
        var dash = name.LastIndexOf('-');
        if (dash <= 0) return null;
        var last = name.AsSpan(dash + 1);
        var isNumber = last.Length >= 2 && !last.ContainsAnyExceptInRange('0', '9');
        return isNumber || last is "latest" or "preview" or "exp" ? name[..dash] : null;
    }
}
