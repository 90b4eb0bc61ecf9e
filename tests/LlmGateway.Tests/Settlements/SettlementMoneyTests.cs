using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Tests.Settlements;

public sealed class SettlementMoneyTests
{
    private static readonly CallOutcome s_used = Ended.Outcome("usage read");

    [Fact]
    public void A_call_that_had_no_price_from_the_start_costs_nothing_and_says_so()
    {
        var settlement = Settle.Decide(Ended.Reservation(new(Tokens: 1_500, Calls: 1), model: "stranger"), s_used, Ended.Models);
        Assert.Equal((1_000, 0, "unpriced", null), (settlement.Posted.Tokens, settlement.Posted.Cost, settlement.Reason, settlement.PriceId));
    }

    [Fact]
    public void A_call_that_was_held_in_money_and_cannot_be_priced_costs_what_was_held()
    {
        var settlement = Settle.Decide(Ended.Reservation(model: "stranger"), s_used, Ended.Models);
        Assert.Equal((Ended.Held.Cost, "unpriced"), (settlement.Posted.Cost, settlement.Reason));
    }

    [Fact]
    public void A_call_that_the_provider_does_not_charge_for_costs_nothing_and_is_not_unpriced()
    {
        var settlement = Settle.Decide(Ended.Reservation(new(Calls: 1), model: "stranger", free: true), s_used, Ended.Models);
        Assert.Equal((1_000, 0, null, "free"), (settlement.Posted.Tokens, settlement.Posted.Cost, settlement.Reason, settlement.PriceId));
    }

    [Fact]
    public void The_rows_that_priced_a_call_are_named() => Assert.Equal("p/m", Settle.Decide(Ended.Reservation(), s_used, Ended.Models).PriceId);

    [Fact]
    public void Where_the_answer_is_silent_the_tier_that_was_asked_for_counts()
    {
        var models = new ModelCatalog([], Ended.Models.Prices, [new() { Provider = "p", Tier = "priority", Factor = 2 }]);
        Assert.Equal(2_000_000, Settle.Decide(Ended.Reservation(tier: "priority"), s_used, models).Posted.Cost);
        var answered = Ended.By(CallEnd.Whole, 200, Ended.Whole(Ended.Used with { ServiceTier = "priority" }));
        Assert.Equal(2_000_000, Settle.Decide(Ended.Reservation(), answered, models).Posted.Cost);
    }

    [Fact]
    public void A_cut_stream_never_costs_more_than_was_held()
    {
        var settlement = Settle.Decide(Ended.Reservation(new(Tokens: 5_000, Calls: 1, Cost: 10)), Ended.Outcome("cut after text"), Ended.Models);
        Assert.Equal((1_020, 10), (settlement.Posted.Tokens, settlement.Posted.Cost));
    }

    [Theory]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Usage_beyond_counting_posts_the_hold_because_a_settlement_never_fails(long input, long output)
    {
        var absurd = Ended.By(CallEnd.Whole, 200, Ended.Whole(new() { InputTokens = input, OutputTokens = output }));
        var settlement = Settle.Decide(Ended.Reservation(), absurd, Ended.Models);
        Assert.Equal((Ended.Held, Certainty.Unknown, "usage_beyond_counting"), (settlement.Posted, settlement.Certainty, settlement.Reason));
    }

    [Fact]
    public void A_declared_script_counts_as_one() =>
        Assert.Equal(1, Settle.Decide(Ended.Reservation(type: OperationType.ScriptGeneration), s_used, Ended.Models).Posted.Scripts);
}
