using LlmGateway.Quotas.Consistency;

namespace LlmGateway.Admin;

/// <summary>Whether counters, reservations and outbox agree with the ledger, and what differs if they do not.</summary>
/// <param name="Accounts">How many counters of subjects were compared.</param>
/// <param name="Reservations">How many calls and jobs are under way.</param>
/// <param name="OutboxWaiting">Entries that the ledger does not have yet. That is no difference.</param>
/// <param name="OutboxLast">Number of the last entry.</param>
/// <param name="DifferencesTotal">How many differences there are; at most 1,000 are told.</param>
internal sealed record ConsistencyResource(
    bool Consistent, DateTimeOffset CheckedAt, int Accounts, int Reservations, int OutboxWaiting, long OutboxLast, int DifferencesTotal, IReadOnlyList<DifferenceResource> Differences)
{
    private const int MostTold = 1000;

    public static ConsistencyResource Of(ConsistencyReport report, DateTimeOffset now) => new(
        report.IsConsistent, now, report.Accounts, report.Reservations, report.Waiting, report.LastSequence, report.Differences.Length,
        [.. report.Differences.Take(MostTold).Select(DifferenceResource.Of)]);
}
