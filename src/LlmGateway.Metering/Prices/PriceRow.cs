namespace LlmGateway.Metering.Prices;

/// <summary>One price with its source (config/models.json, section <c>prices</c>). Token prices in USD per million tokens.</summary>
public sealed record PriceRow
{
    /// <summary>Names the row in the ledger's metadata: provider, model, what chooses among several, valid from.</summary>
    public required string Id { get; init; }

    public required string Provider { get; init; }

    /// <summary>Model name or prefix, normalised; <c>tool:web_search</c> for tools.</summary>
    public required string Model { get; init; }

    public required PriceUnit Unit { get; init; }

    public decimal? Input { get; init; }
    public decimal? CachedInput { get; init; }
    public decimal? CacheWrite { get; init; }
    public decimal? Output { get; init; }
    public decimal? AudioInput { get; init; }
    public decimal? AudioOutput { get; init; }
    public decimal? ImageInput { get; init; }
    public decimal? ImageOutput { get; init; }

    /// <summary>USD per unit for units other than tokens.</summary>
    public decimal? Price { get; init; }

    /// <summary>Resolution or size that this row is for; null for any.</summary>
    public string? Resolution { get; init; }

    /// <summary>Quality that this row is for; null for any.</summary>
    public string? Quality { get; init; }

    /// <summary>Above this many input tokens the long-context prices below hold for the whole call.</summary>
    public long? LongContextAbove { get; init; }
    public decimal? LongInput { get; init; }
    public decimal? LongCachedInput { get; init; }
    public decimal? LongCacheWrite { get; init; }
    public decimal? LongOutput { get; init; }

    /// <summary>First day, inclusive, UTC; null: always.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day, inclusive, UTC; null: until further notice.</summary>
    public DateOnly? ValidUntil { get; init; }

    public string? Source { get; init; }
    public string? SourceDate { get; init; }
    public bool Uncertain { get; init; }
}
