namespace LlmGateway.Metering.Prices;

/// <summary>One price with its source (config/models.json, section <c>prices</c>). Token prices in USD per million tokens.</summary>
public sealed record PriceRow : TokenPrices
{
    /// <summary>Names the row in the ledger's metadata: provider, model, what chooses among several, valid from.</summary>
    public required string Id { get; init; }

    public required string Provider { get; init; }

    /// <summary>Normalised model name; <c>tool:web_search</c> for tools; <c>ft:</c> in front for what is tuned from a model.</summary>
    public required string Model { get; init; }

    public required PriceUnit Unit { get; init; }

    /// <summary>USD per unit for units other than tokens.</summary>
    public decimal? Price { get; init; }

    /// <summary>Resolution or size that this row is for; null for any.</summary>
    public string? Resolution { get; init; }

    /// <summary>Quality that this row is for; null for any.</summary>
    public string? Quality { get; init; }

    /// <summary>For tools: prefix of the models that pay this when they call the tool; null for any.</summary>
    public string? ForModel { get; init; }

    /// <summary>Time is charged in steps of so many seconds, rounded up; null for exact time.</summary>
    public int? StepSeconds { get; init; }

    public LongContext? LongContext { get; init; }

    /// <summary>First day, inclusive, UTC; null: always.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day, inclusive, UTC; null: until further notice.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>The day on which the provider switches the model off, where one was announced. The price stays.</summary>
    public DateOnly? Shutdown { get; init; }

    public string? Source { get; init; }

    /// <summary>When the source said so, as precisely as is known: a day, a month, <c>unknown</c>.</summary>
    public string? SourceDate { get; init; }

    public string? Note { get; init; }

    public bool Uncertain { get; init; }

    /// <summary>True for a row of config/prices.override.json.</summary>
    public bool Overrides { get; init; }

    public bool InForce(DateOnly day) => (ValidFrom is not { } from || from <= day) && (ValidUntil is not { } until || day <= until);
}
