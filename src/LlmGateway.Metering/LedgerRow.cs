namespace LlmGateway.Metering;

/// <summary>One immutable row of the ledger, before it has an identity in a database.</summary>
public sealed record LedgerRow
{
    public required Reservation Reservation { get; init; }
    public required Settlement Settlement { get; init; }

    /// <summary>Difference to what earlier rows of the reservation posted; equals the posted amounts for a first row.</summary>
    public required Amounts Delta { get; init; }

    /// <summary>The job that this row settles; null for other calls.</summary>
    public string? JobId { get; init; }
}
