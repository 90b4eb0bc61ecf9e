using LlmGateway.Metering;

namespace LlmGateway.Tests.Settlements;

/// <summary>The table of how a call ended and what is posted: the contract of the product.</summary>
public sealed class SettlementTableTests
{
    [Theory]
    [InlineData("never dispatched", "not_dispatched")]
    [InlineData("connection refused", "not_dispatched")]
    [InlineData("400 without usage", "provider_error")]
    [InlineData("429 without usage", "provider_error")]
    [InlineData("500 without usage", "provider_error")]
    [InlineData("503 cut", "provider_error")]
    [InlineData("404 with the error's own words", "provider_error")]
    [InlineData("200 that says it failed", "failed")]
    public void What_was_not_worked_on_posts_nothing(string how, string reason)
    {
        var settlement = Settle.Decide(Ended.Reservation(), Ended.Outcome(how), Ended.Models);
        Assert.Equal((EntryKind.Void, Amounts.Zero, null, reason), (settlement.Kind, settlement.Posted, settlement.Certainty, settlement.Reason));
    }

    [Theory]
    [InlineData("usage read", 1_000)]
    [InlineData("usage read, then the client was gone", 1_000)]
    [InlineData("usage of zeros", 0)]
    [InlineData("400 with usage of zeros", 0)]
    [InlineData("500 with usage", 1_000)]
    [InlineData("200 that says it failed and tells usage", 1_000)]
    [InlineData("usage above the hold", 2_500)]
    public void Usage_that_was_read_is_posted_exactly_above_the_hold_too(string how, long tokens) => Posts(how, tokens, Certainty.Exact, null);

    [Theory]
    [InlineData("nothing reported by design", 1_000)]
    public void What_a_provider_reports_nothing_of_is_posted_as_computed(string how, long tokens) => Posts(how, tokens, Certainty.Computed, null);

    [Theory]
    [InlineData("cut after text", 900 + 120)]
    [InlineData("cut after an interim usage", 950 + 30)]
    [InlineData("cut after more text than the last interim usage", 900 + 90)]
    [InlineData("cut after more than was held", 1_500)]
    [InlineData("whole stream without usage", 900 + 120)]
    public void A_stream_that_was_cut_posts_what_was_seen_at_most_the_hold(string how, long tokens) => Posts(how, tokens, Certainty.AtLeast, "cut");

    [Theory]
    [InlineData("200, nothing seen", "no_usage")]
    [InlineData("200, cut before anything", "cut_before_usage")]
    [InlineData("200, whole, no usage and no text", "no_usage")]
    [InlineData("504", "gateway_timeout")]
    [InlineData("524", "gateway_timeout")]
    [InlineData("time-out after dispatch", "no_answer")]
    [InlineData("reset after dispatch", "no_answer")]
    public void What_may_have_been_worked_on_and_told_nothing_posts_the_hold(string how, string reason) => Posts(how, 1_500, Certainty.Unknown, reason);

    [Fact]
    public void A_lease_that_ended_posts_the_hold_and_is_an_expiry()
    {
        var settlement = Settle.DecideExpired(Ended.Reservation(), knownNotDispatched: false);
        Assert.Equal((EntryKind.Expire, Ended.Held, Certainty.Unknown), (settlement.Kind, settlement.Posted, settlement.Certainty));
    }

    [Fact]
    public void A_lease_that_ended_before_anything_was_sent_posts_nothing()
    {
        var settlement = Settle.DecideExpired(Ended.Reservation(), knownNotDispatched: true);
        Assert.Equal((EntryKind.Void, Amounts.Zero, null), (settlement.Kind, settlement.Posted, settlement.Certainty));
    }

    [Theory]
    [InlineData("usage above the hold", 1_000_000)]
    [InlineData("usage read", null)]
    public void What_lies_above_the_hold_is_told(string how, int? nanoUsd) => Assert.Equal(nanoUsd, Settle.Decide(Ended.Reservation(), Ended.Outcome(how), Ended.Models).Overrun);

    private static void Posts(string how, long tokens, Certainty certainty, string? reason)
    {
        var settlement = Settle.Decide(Ended.Reservation(), Ended.Outcome(how), Ended.Models);
        Assert.Equal((EntryKind.Settle, certainty, reason), (settlement.Kind, settlement.Certainty, settlement.Reason));
        Assert.Equal(new Amounts(Tokens: tokens, Calls: 1, Cost: tokens * 1_000), settlement.Posted);
        Assert.Equal(42, settlement.LatencyMs);
    }
}
