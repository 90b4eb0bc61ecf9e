using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>What the store hands to the ledger writer, in order, at least once.</summary>
/// <param name="Sequence">Gapless number within a store; a gap is a loss.</param>
public abstract record OutboxEntry(long Sequence)
{
    /// <summary>Generation of the shared store that the number belongs to; null for an embedded store.</summary>
    public string? Generation { get; init; }

    public sealed record Row(long Sequence, LedgerRow LedgerRow) : OutboxEntry(Sequence);

    public sealed record Bound(long Sequence, ImmutableArray<JobBinding> Jobs, ImmutableArray<Reservation> Reservations) : OutboxEntry(Sequence);

    public sealed record Remembered(long Sequence, ImmutableArray<OwnedObject> Objects) : OutboxEntry(Sequence);

    public sealed record Adjusted(long Sequence, Adjustment Adjustment) : OutboxEntry(Sequence);
}
