using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>One immutable row of the ledger, before it has an identity in a database.</summary>
public sealed record LedgerRow
{
    public required CallContext Context { get; init; }
    public required Settlement Settlement { get; init; }

    /// <summary>Difference to what earlier rows of the reservation posted; equals the posted amounts for a first row.</summary>
    public required Amounts Delta { get; init; }

    public required DateTimeOffset AdmittedAt { get; init; }
    public required int Year { get; init; }
    public required int Month { get; init; }

    /// <summary>Daily bucket of the admission, days since 1970-01-01 in the organization's zone.</summary>
    public required int Day { get; init; }

    /// <summary>The accounts that were counted.</summary>
    public required ImmutableArray<Subject> Subjects { get; init; }

    /// <summary>Amounts that were held.</summary>
    public required Amounts Held { get; init; }

    /// <summary>The job that this row settles; null for other calls.</summary>
    public string? JobId { get; init; }

    /// <summary>True for the first row of a call: calls_made is 1 there and 0 on later ones.</summary>
    public bool First { get; init; } = true;
}
