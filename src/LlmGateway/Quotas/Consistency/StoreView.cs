using LlmGateway.Metering;

namespace LlmGateway.Quotas.Consistency;

/// <summary>What a store holds, for a comparison with the ledger.</summary>
/// <param name="Generation">The shared store's present generation; null for an embedded store.</param>
/// <param name="LastSequence">Number of the last outbox entry, taken before <paramref name="Outbox"/> was read.</param>
/// <param name="Outbox">Entries that were not acknowledged when they were read; the ledger may have the oldest of them.</param>
/// <param name="Unreadable">Outbox entries that cannot be read.</param>
/// <param name="Reservations">How many reservations are pending.</param>
/// <param name="Unleased">Pending reservations without a lease: nobody would ever resolve them.</param>
/// <param name="Overdue">Pending reservations whose lease and its grace ended more than a minute ago: somebody should have resolved them.</param>
public sealed record StoreView(
    string? Generation, long LastSequence, IReadOnlyList<CountedAccount> Accounts, IReadOnlyList<OutboxEntry> Outbox, int Unreadable, int Reservations,
    IReadOnlyList<string> Unleased, IReadOnlyList<string> Overdue)
{
    /// <summary>How long after a lease and its grace nothing is wrong yet: the reaper looks every few seconds.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);
}
