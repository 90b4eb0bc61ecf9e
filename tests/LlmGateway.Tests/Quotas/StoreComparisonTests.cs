using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Quotas;
using LlmGateway.Quotas.Consistency;

namespace LlmGateway.Tests.Quotas;

/// <summary>What differs is said precisely, and what is only on its way is no difference.</summary>
public sealed class StoreComparisonTests
{
    private const int Today = 20_781; // 2026-11-24

    private static readonly Subject s_alice = Subject.User("org", "alice");

    [Fact]
    public void Counters_that_are_the_ledgers_sums_and_what_waits_agree()
    {
        var report = Compare([Month(new(Tokens: 12, Calls: 2), sequence: 2)], [Sum(Today, new(Tokens: 5, Calls: 1))], [Adjusted(2, QuotaMeter.Tokens, 7), Adjusted(1, QuotaMeter.Calls, 1)]);
        Assert.True(report.IsConsistent, string.Join('\n', report.Differences));
        Assert.Equal((1, 2), (report.Accounts, report.Waiting));
    }

    [Fact]
    public void What_was_posted_after_the_counter_was_read_is_not_expected_in_it() =>
        Assert.True(Compare([Month(new(Tokens: 5), sequence: 1)], [Sum(Today, new(Tokens: 5))], [Adjusted(2, QuotaMeter.Tokens, 7)]).IsConsistent);

    [Fact]
    public void A_posted_counter_that_is_off_is_told_with_its_subject_window_and_meter()
    {
        var report = Compare([Month(new(Tokens: 15, Calls: 1))], [Sum(Today, new(Tokens: 5, Calls: 1))]);
        Assert.Equal(new(DifferenceKind.Posted, s_alice, "2026-11", null, QuotaMeter.Tokens, 5, 15), Assert.Single(report.Differences));
    }

    [Fact]
    public void A_hold_without_a_reservation_is_told()
    {
        var report = Compare([Month(Amounts.Zero) with { Held = new(Tokens: 40, Calls: 1), Reserved = new(Calls: 1) }], []);
        Assert.Equal(new(DifferenceKind.Held, s_alice, "2026-11", null, QuotaMeter.Tokens, 0, 40), Assert.Single(report.Differences));
    }

    [Fact]
    public void A_counter_that_is_gone_is_told() =>
        Assert.Equal(new(DifferenceKind.Posted, s_alice, "2026-11", null, QuotaMeter.Tokens, 5, 0), Assert.Single(Compare([], [Sum(Today, new(Tokens: 5))]).Differences));

    [Fact]
    public void Months_that_are_over_are_the_databases_alone() => Assert.True(Compare([Month(new(Tokens: 3)) with { WindowId = "2026-10" }], [Sum(Today - 30, new(Tokens: 5))]).IsConsistent);

    [Fact]
    public void A_rolling_window_is_compared_day_by_day_and_as_a_whole()
    {
        var account = Rolling(new(Tokens: 9), (Today - 1, 3), (Today, 5));
        var report = Compare([account], [Sum(Today - 40, new(Tokens: 100)), Sum(Today - 1, new(Tokens: 4)), Sum(Today, new(Tokens: 5))]);
        Assert.Equal(
            [new(DifferenceKind.Day, s_alice, "r30", Today - 1, QuotaMeter.Tokens, 4, 3), new(DifferenceKind.Posted, s_alice, "r30", null, QuotaMeter.Tokens, 8, 9)], report.Differences);
    }

    [Fact]
    public void A_day_of_a_rolling_window_that_the_store_does_not_have_is_told_although_it_counts_later_ones()
    {
        var report = Compare([Rolling(new(Tokens: 5), (Today, 5))], [Sum(Today - 3, new(Tokens: 90)), Sum(Today, new(Tokens: 5))]);
        Assert.Equal([new(DifferenceKind.Day, s_alice, "r30", Today - 3, QuotaMeter.Tokens, 90, 0)], report.Differences);
    }

    [Fact]
    public void The_window_that_is_not_in_force_is_left_out_and_does_not_count_as_gone() =>
        Assert.True(Compare([Rolling(new(Tokens: 5), (Today, 5)), Month(new(Tokens: 1)) with { IsInForce = false }], [Sum(Today, new(Tokens: 5))]).IsConsistent);

    [Fact]
    public void Numbers_that_are_neither_written_nor_waiting_are_told()
    {
        var view = View([], [Adjusted(9, QuotaMeter.Tokens, 0)], last: 10);
        var report = new StoreComparison(view, [], [], Window.DateOfDay(Today)).Run([new(1, 3), new(5, 6)]);
        Assert.Equal([("4", 1L), ("7-8", 2L), ("10", 1L)], report.Differences.Select(difference => (difference.What, difference.Found!.Value)));
    }

    [Fact]
    public void Reservations_that_nobody_will_resolve_are_told()
    {
        var view = View([], [], last: 0) with { Unleased = ["rsv_1"], Overdue = ["rsv_2"], Unreadable = 3 };
        var report = new StoreComparison(view, [], [], Window.DateOfDay(Today)).Run(null);
        Assert.Equal([(DifferenceKind.OutboxUnreadable, null), (DifferenceKind.Unleased, "rsv_1"), (DifferenceKind.Overdue, "rsv_2")], report.Differences.Select(difference => (difference.Kind, difference.What)));
    }

    private static ConsistencyReport Compare(CountedAccount[] accounts, PostedSum[] sums, params OutboxEntry[] lacking) =>
        new StoreComparison(View(accounts, lacking, last: 2), sums, lacking, Window.DateOfDay(Today)).Run(null);

    private static StoreView View(IReadOnlyList<CountedAccount> accounts, IReadOnlyList<OutboxEntry> outbox, long last) => new(null, last, accounts, outbox, 0, 0, [], []);

    private static CountedAccount Month(Amounts posted, long sequence = 2) =>
        new(s_alice, "2026-11", posted, Amounts.Zero, Amounts.Zero, ImmutableSortedDictionary<int, Amounts>.Empty, sequence, IsInForce: true);

    private static CountedAccount Rolling(Amounts posted, params (int Day, long Tokens)[] days) =>
        Month(posted) with { WindowId = Window.RollingId, Days = days.ToImmutableSortedDictionary(day => day.Day, day => new Amounts(Tokens: day.Tokens)) };

    private static PostedSum Sum(int day, Amounts posted) => new(s_alice, day, posted);

    private static OutboxEntry.Adjusted Adjusted(long sequence, QuotaMeter meter, long delta) =>
        new(sequence, new($"adj_{sequence}", s_alice, meter, "2026-11", Today, delta, "test", "", DateTimeOffset.UnixEpoch));
}
