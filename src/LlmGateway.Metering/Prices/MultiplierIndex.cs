using System.Collections.Immutable;

namespace LlmGateway.Metering.Prices;

/// <summary>The multipliers of one provider: a handful of rows.</summary>
internal sealed class MultiplierIndex(string provider, ImmutableArray<PriceMultiplier> rows)
{
    public static MultiplierIndex None { get; } = new("", []);

    /// <summary>What a call charged at a tier is multiplied by. A tier that no row names is taken at the provider's dearest.</summary>
    /// <param name="tier">Null is the standard tier.</param>
    public decimal Charged(string? tier, string model, DateOnly day) => Of(tier, model, day) * Everywhere(model, day);

    /// <summary>What a call that asks for a tier may be multiplied by at most: its own, or the standard tier where it may be served at that.</summary>
    public decimal Held(string? tier, string model, DateOnly day)
    {
        var row = Row(tier, model, day);
        var factor = Of(tier, model, day);
        return (row is { Guaranteed: true } ? factor : Math.Max(factor, 1m)) * Everywhere(model, day);
    }

    private decimal Of(string? tier, string model, DateOnly day) => string.IsNullOrEmpty(tier) ? 1m : Row(tier, model, day)?.Factor ?? Dearest(day);

    private decimal Everywhere(string model, DateOnly day) => Row(PriceMultiplier.EveryTier, model, day)?.Factor ?? 1m;

    private decimal Dearest(DateOnly day)
    {
        var dearest = 1m;
        foreach (var row in rows)
        {
            if (row.InForce(day) && row.Tier != PriceMultiplier.EveryTier && row.Factor > dearest) dearest = row.Factor;
        }

        return dearest;
    }

    private PriceMultiplier? Row(string? tier, string model, DateOnly day)
    {
        if (string.IsNullOrEmpty(tier) || rows.IsEmpty) return null;
        var name = ModelName.Normalise(model, provider);
        PriceMultiplier? best = null;
        foreach (var row in rows)
        {
            if (!row.Tier.Equals(tier, StringComparison.OrdinalIgnoreCase) || !row.InForce(day)) continue;
            if (row.Model is { } prefix && !name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            if (best is null || (row.Model?.Length ?? -1) > (best.Model?.Length ?? -1)) best = row;
        }

        return best;
    }
}
