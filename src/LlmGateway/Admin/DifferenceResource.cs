using System.Globalization;
using LlmGateway.Metering;
using LlmGateway.Quotas.Consistency;

namespace LlmGateway.Admin;

/// <summary>One thing that differs.</summary>
/// <param name="Kind">posted, day, held: a counter; outbox_gap, outbox_unreadable: entries on their way to the ledger; unleased, overdue: a reservation.</param>
/// <param name="Subject">key, user, team, organization or upstream; null if it is no counter.</param>
/// <param name="Day">The day of a rolling window.</param>
/// <param name="Expected">What ledger, adjustments, outbox and live reservations come to: a decimal string in the meter's outer unit.</param>
/// <param name="Found">What the quota store has.</param>
/// <param name="What">Numbers of the outbox, or the reservation's id.</param>
/// <param name="Meaning">The same in words.</param>
internal sealed record DifferenceResource(
    string Kind, string? Subject, string? Id, string? Organization, string? Window, string? Day, string? Meter, string? Expected, string? Found, string? What, string Meaning)
{
    public static DifferenceResource Of(Difference difference)
    {
        var subject = difference.Subject;
        var owned = subject is { Kind: SubjectKind.User or SubjectKind.Team, Id: var id } ? id[..id.IndexOf('/', StringComparison.Ordinal)] : null;
        return new(
            KindOf(difference.Kind), subject?.KindName, subject?.OwnId, owned, difference.WindowId == Metering.Window.RollingId ? "rolling_30_days" : difference.WindowId,
            difference.Day is { } day ? Metering.Window.DateOfDay(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null, difference.Meter?.Name(),
            Amount(difference, difference.Expected), Amount(difference, difference.Found), difference.What, Sentence(difference));
    }

    private static string? Amount(Difference difference, long? amount) => amount is { } known ? OuterAmount.Of(difference.Meter, known) : null;

    private static string KindOf(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Posted => "posted",
        DifferenceKind.Day => "day",
        DifferenceKind.Held => "held",
        DifferenceKind.OutboxGap => "outbox_gap",
        DifferenceKind.OutboxUnreadable => "outbox_unreadable",
        DifferenceKind.Unleased => "unleased",
        _ => "overdue",
    };

    private static string Sentence(Difference difference) => difference.Kind switch
    {
        DifferenceKind.Posted => $"The counter is {Off(difference)} what ledger, adjustments and outbox come to.",
        DifferenceKind.Day => $"The counter of this day is {Off(difference)} what ledger, adjustments and outbox come to.",
        DifferenceKind.Held => $"The hold is {Off(difference)} what the live reservations come to.",
        DifferenceKind.OutboxGap => "Entries with these numbers are neither in the ledger nor waiting for it: they were lost.",
        DifferenceKind.OutboxUnreadable => "Entries of the outbox cannot be read. They stay where they are; the gateway's log names them.",
        DifferenceKind.Unleased => "The reservation is pending and has no lease: nothing will ever resolve it.",
        _ => "The reservation's lease ended some time ago and nobody has resolved it.",
    };

    private static string Off(Difference difference)
    {
        var off = difference.Found!.Value - difference.Expected!.Value;
        return $"{OuterAmount.Of(difference.Meter, Math.Abs(off))} {(off > 0 ? "above" : "below")}";
    }
}
