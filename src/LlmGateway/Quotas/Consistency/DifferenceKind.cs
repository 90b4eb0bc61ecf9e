namespace LlmGateway.Quotas.Consistency;

/// <summary>What can differ.</summary>
public enum DifferenceKind
{
    /// <summary>A posted counter is not the sum of ledger, adjustments and what waits in the outbox.</summary>
    Posted,

    /// <summary>The same for one day of a rolling window.</summary>
    Day,

    /// <summary>A held counter is not the sum of the live reservations.</summary>
    Held,

    /// <summary>Outbox numbers that are neither in the ledger nor waiting: entries that were lost.</summary>
    OutboxGap,

    /// <summary>Outbox entries that cannot be read.</summary>
    OutboxUnreadable,

    /// <summary>A pending reservation that no lease leads to.</summary>
    Unleased,

    /// <summary>A pending reservation that should have been resolved.</summary>
    Overdue,
}
