using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Consistency;

/// <summary>
/// Compares what a store counts with what the ledger says it must be. Pure. A counter must be the ledger's sum, and the adjustments', and what waits in the
/// outbox up to the instant at which the counter was read; a hold must be the sum of the live reservations. So calls may go on meanwhile, and nothing is a
/// difference that is only on its way.
/// </summary>
internal sealed class StoreComparison(StoreView view, IReadOnlyList<PostedSum> sums, IReadOnlyList<OutboxEntry> lacking, DateOnly today)
{
    private readonly ILookup<Subject, (int Day, Amounts Posted)> _written = sums.ToLookup(sum => sum.Subject, sum => (sum.Day, sum.Posted));
    private readonly ILookup<Subject, (long Sequence, int Day, Amounts Posted)> _waiting = lacking.SelectMany(PostingsOf).ToLookup(posting => posting.Subject, posting => (posting.Sequence, posting.Day, posting.Posted));

    /// <summary>Older months are the database's alone.</summary>
    private readonly string _firstMonth = Window.OldestOpenMonth(today);

    /// <param name="written">Numbers that the ledger has of the view's generation; null for a store whose entries are not numbered for good.</param>
    public ConsistencyReport Run(IEnumerable<NumberRange>? written)
    {
        var compared = view.Accounts.Where(account => account.IsInForce && (account.IsRolling || IsCompared(account.WindowId))).ToArray();
        var differences = compared.SelectMany(Of).Concat(Missing()).Concat(Gaps(written));
        if (view.Unreadable > 0) differences = differences.Append(new(DifferenceKind.OutboxUnreadable, Expected: 0, Found: view.Unreadable));
        differences = differences
            .Concat(view.Unleased.Select(id => new Difference(DifferenceKind.Unleased, What: id)))
            .Concat(view.Overdue.Select(id => new Difference(DifferenceKind.Overdue, What: id)));
        return new(view.Generation, compared.Length, view.Reservations, view.LastSequence, lacking.Count, [.. differences]);
    }

    /// <summary>What an entry posts: to whom, on which day.</summary>
    public static IEnumerable<(long Sequence, Subject Subject, int Day, Amounts Posted)> PostingsOf(OutboxEntry entry) => entry switch
    {
        OutboxEntry.Row { LedgerRow: var row } => row.Reservation.Accounts.Select(account => (entry.Sequence, account.Subject, account.Day, row.Delta)),
        OutboxEntry.Adjusted { Adjustment: var made } => [(entry.Sequence, made.Subject, made.Day, Amounts.Zero.With(made.Meter, made.Delta))],
        _ => [],
    };

    private IEnumerable<Difference> Of(CountedAccount account) => (account.IsRolling ? OfDays(account) : OfMonth(account))
        .Concat(Meters(DifferenceKind.Held, account, account.Reserved, account.Held));

    private IEnumerable<Difference> OfMonth(CountedAccount account) => Meters(
        DifferenceKind.Posted, account, Postings(account).Where(posting => Window.MonthOf(posting.Day) == account.WindowId).Aggregate(Amounts.Zero, (sum, posting) => sum + posting.Posted), account.Posted);

    /// <summary>The days that are in the window whatever the subject's zone; older ones are on their way out. The whole must be the sum of the days that are there.</summary>
    private IEnumerable<Difference> OfDays(CountedAccount account)
    {
        var first = Window.At(WindowKind.Rolling30Days, new(today, TimeOnly.MinValue, TimeSpan.Zero), TimeZoneInfo.Utc).OldestDay + 1;
        var expected = Postings(account).GroupBy(posting => posting.Day)
            .ToDictionary(day => day.Key, day => day.Aggregate(Amounts.Zero, (sum, posting) => sum + posting.Posted));
        var days = expected.Keys.Union(account.Days.Keys).Where(day => day >= first).Order()
            .SelectMany(day => Meters(DifferenceKind.Day, account, expected.GetValueOrDefault(day), account.Days.GetValueOrDefault(day), day));
        return days.Concat(Meters(DifferenceKind.Posted, account, account.Days.Values.Aggregate(Amounts.Zero, (sum, day) => sum + day), account.Posted));
    }

    /// <summary>What the ledger has of months that the store does not count at all.</summary>
    private IEnumerable<Difference> Missing()
    {
        var counted = view.Accounts.Where(account => !account.IsRolling).Select(account => (account.Subject, account.WindowId)).ToHashSet();
        var rolling = view.Accounts.Where(account => account is { IsRolling: true, IsInForce: true }).Select(account => account.Subject).ToHashSet();
        return from subject in _written
               where !rolling.Contains(subject.Key)
               from month in subject.GroupBy(day => Window.MonthOf(day.Day))
               where IsCompared(month.Key) && !counted.Contains((subject.Key, month.Key))
               from meter in QuotaMeters.All
               let expected = month.Sum(day => day.Posted[meter])
               where expected != 0
               select new Difference(DifferenceKind.Posted, subject.Key, month.Key, null, meter, expected, 0);
    }

    private IEnumerable<Difference> Gaps(IEnumerable<NumberRange>? written) => written is null ? [] : NumberRange
        .Gaps(written.Concat(view.Outbox.Select(entry => new NumberRange(entry.Sequence, entry.Sequence))), view.LastSequence)
        .Select(gap => new Difference(DifferenceKind.OutboxGap, Expected: 0, Found: gap.Last - gap.First + 1, What: gap.First == gap.Last ? $"{gap.First}" : $"{gap.First}-{gap.Last}"));

    private IEnumerable<(int Day, Amounts Posted)> Postings(CountedAccount account) => _written[account.Subject]
        .Concat(_waiting[account.Subject].Where(posting => posting.Sequence <= account.Sequence).Select(posting => (posting.Day, posting.Posted)));

    private static IEnumerable<Difference> Meters(DifferenceKind kind, CountedAccount account, Amounts expected, Amounts found, int? day = null) => QuotaMeters.All
        .Where(meter => expected[meter] != found[meter])
        .Select(meter => new Difference(kind, account.Subject, account.WindowId, day, meter, expected[meter], found[meter]));

    private bool IsCompared(string month) => string.CompareOrdinal(month, _firstMonth) >= 0;
}
