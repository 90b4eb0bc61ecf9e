using System.Collections.Immutable;

namespace LlmGateway.Quotas.Consistency;

/// <summary>The outcome of a comparison.</summary>
/// <param name="Accounts">How many accounts were compared.</param>
/// <param name="Waiting">Outbox entries that the ledger lacks.</param>
public sealed record ConsistencyReport(string? Generation, int Accounts, int Reservations, long LastSequence, int Waiting, ImmutableArray<Difference> Differences)
{
    public bool IsConsistent => Differences.IsEmpty;
}
