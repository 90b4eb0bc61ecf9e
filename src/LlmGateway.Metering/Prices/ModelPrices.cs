using System.Collections.Immutable;

namespace LlmGateway.Metering.Prices;

/// <summary>All price rows of one model: for several times, resolutions and qualities, from the file and from its override.</summary>
internal sealed class ModelPrices(ImmutableArray<PriceRow> rows)
{
    private readonly ImmutableArray<ImmutableArray<PriceRow>> _each = [.. rows.Where(row => !IsStorage(row)).Select(row => ImmutableArray.Create(row))];
    private readonly ImmutableArray<PriceRow> _storage = [.. rows.Where(IsStorage)];

    public ImmutableArray<PriceRow> All => rows;

    /// <summary>
    /// The rows of which one prices a call: one, if resolution and quality are told and a row is for them (the one that names most of them);
    /// where one is not told, or none is for them, all that are in force, and the dearest counts.
    /// </summary>
    public ImmutableArray<PriceRow> Candidates(DateOnly day, string? resolution, string? quality)
    {
        var inForce = InForce(day);
        return inForce.Length < 2 ? inForce : Chosen(inForce, resolution, quality);
    }

    private static ImmutableArray<PriceRow> Chosen(ImmutableArray<PriceRow> inForce, string? resolution, string? quality)
    {
        if (inForce.Any(row => (row.Resolution is not null && resolution is null) || (row.Quality is not null && quality is null))) return inForce;
        var fitting = inForce.Where(row => Fits(row.Resolution, resolution) && Fits(row.Quality, quality));
        return fitting.MaxBy(Named) is { } best ? [best] : inForce;
    }

    /// <summary>The rows in force on a day, those left out that an override stands in for; storage apart.</summary>
    public ImmutableArray<PriceRow> InForce(DateOnly day)
    {
        // Mostly one row, and its array is there already.
        ImmutableArray<PriceRow> only = [];
        var count = 0;
        foreach (var row in _each)
        {
            if (!Holds(row[0], day)) continue;
            only = row;
            count++;
        }

        return count < 2 ? only : Several(day);
    }

    /// <summary>True if this row is among those that count on a day.</summary>
    public bool Counts(PriceRow row, DateOnly day) => IsStorage(row) ? Storage(day) == row : InForce(day).Contains(row);

    /// <summary>What storing tokens of this model costs; null if that has no price.</summary>
    public PriceRow? Storage(DateOnly day) => _storage.LastOrDefault(row => row.InForce(day));

    private ImmutableArray<PriceRow> Several(DateOnly day) => [.. _each.Select(row => row[0]).Where(row => Holds(row, day))];

    private bool Holds(PriceRow row, DateOnly day)
    {
        if (!row.InForce(day)) return false;
        if (row.Overrides) return true;
        foreach (var other in _each)
        {
            if (other[0].Overrides && other[0].InForce(day) && StandsInFor(other[0], row)) return false;
        }

        return true;
    }

    private static bool StandsInFor(PriceRow over, PriceRow row) => over.ForModel == row.ForModel
        && (over.Unit != row.Unit || ((over.Resolution is null || over.Resolution == row.Resolution) && (over.Quality is null || over.Quality == row.Quality)));

    private static bool IsStorage(PriceRow row) => row.Unit == PriceUnit.MillionTokenHours;

    private static bool Fits(string? row, string? wanted) => row is null || string.Equals(row, wanted, StringComparison.OrdinalIgnoreCase);

    private static int Named(PriceRow row) => (row.Resolution is null ? 0 : 2) + (row.Quality is null ? 0 : 1);
}
