namespace LlmGateway.Metering.Prices;

/// <summary>What a service tier multiplies a model's prices by (config/models.json, section <c>multipliers</c>). Tools and storage stay as they are.</summary>
public sealed record PriceMultiplier
{
    /// <summary>A row whose tier is this multiplies every call of the provider, whatever its tier: a surcharge for regional processing.</summary>
    public const string EveryTier = "*";

    public required string Provider { get; init; }

    /// <summary>The tier's name in requests and answers: <c>flex</c>, <c>priority</c>, <c>batch</c>.</summary>
    public required string Tier { get; init; }

    /// <summary>Prefix of the normalised model names that it holds for; the longest one that fits wins; null for any.</summary>
    public string? Model { get; init; }

    /// <summary>Above 0, at most 100.</summary>
    public required decimal Factor { get; init; }

    /// <summary>True if a call of this tier is never charged at another: then a hold may be as low. Otherwise a hold is never below the standard tier.</summary>
    public bool Guaranteed { get; init; }

    public DateOnly? ValidFrom { get; init; }
    public DateOnly? ValidUntil { get; init; }
    public string? Source { get; init; }
    public string? SourceDate { get; init; }
    public string? Note { get; init; }
    public bool Uncertain { get; init; }

    internal bool InForce(DateOnly day) => (ValidFrom is not { } from || from <= day) && (ValidUntil is not { } until || day <= until);
}
