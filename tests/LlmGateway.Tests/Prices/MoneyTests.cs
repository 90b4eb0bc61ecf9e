using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Tests.Prices;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(5_000_000_000, "5")]
    [InlineData(150, "0.00000015")]
    [InlineData(1_234_567_891, "1.234567891")]
    [InlineData(-2_500_000_000, "-2.5")]
    public void Money_is_written_without_needless_zeros_and_read_back(long nano, string text)
    {
        Assert.Equal(text, Money.Format(nano));
        if (nano >= 0) Assert.True(Money.TryParse(text, out var read) && read == nano);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("$5")]
    [InlineData("0.0000000001")] // Less than a nano-USD.
    [InlineData("9007199.254740992")] // 2^53 nano-USD.
    [InlineData("99999999999999999999999999999999")]
    public void What_is_no_amount_is_refused(string? text) => Assert.False(Money.TryParse(text, out _));

    [Theory]
    [InlineData(0.4, 0, 1)]
    [InlineData(0.5, 1, 1)]
    [InlineData(1.0, 1, 1)]
    [InlineData(1.4, 1, 2)]
    public void A_charge_is_rounded_half_up_and_a_hold_up(double nano, long charge, long hold) =>
        Assert.Equal((charge, hold), (Money.Charge((decimal)nano), Money.Hold((decimal)nano)));

    [Fact]
    public void A_hold_takes_every_meter_from_the_bound()
    {
        var bound = new Usage { InputTokens = 10, OutputTokens = 5, Images = 2, Videos = 3, VideoMilliseconds = 4_000, Also = [new() { InputTokens = 7 }] };
        var hold = Hold.From(Estimate(bound, OperationType.ScriptGeneration, new(100, 20, 1, true, null)), new(50, 2, "p"));
        Assert.Equal(new Amounts(Tokens: 22, Calls: 1, Cost: 50, Videos: 3, Images: 2, Scripts: 1, VideoSeconds: 4_000), hold.Fixed);
        Assert.Equal((new Amounts(Tokens: 1, Cost: 2), 100, 20), (hold.PerOutputToken, hold.Want, hold.Least));
        Assert.Equal(new Amounts(Tokens: 52, Calls: 1, Cost: 110, Videos: 3, Images: 2, Scripts: 1, VideoSeconds: 4_000), hold.At(30));
    }

    [Fact]
    public void Without_a_price_no_money_is_held() => Assert.Equal(new Amounts(Calls: 1), Hold.From(Estimate(Usage.Empty, OperationType.Other, OutputHold.None), null).At(0));

    [Theory]
    [InlineData(Amounts.Largest + 1, 0, 0)]
    [InlineData(Amounts.Largest, 1, 0)]
    [InlineData(1, 1, long.MaxValue)]
    public void What_cannot_be_counted_is_not_held(long input, long want, long perToken) =>
        Assert.Throws<OverflowException>(() => Hold.From(Estimate(new() { InputTokens = input }, OperationType.LlmCall, want == 0 ? OutputHold.None : new(want * 2, 1, 1, true, null)), new HoldPrice(0, perToken, "p")));

    private static Estimate Estimate(Usage bound, OperationType type, OutputHold output) =>
        new() { Model = "m", Type = type, BoundKind = BoundKind.Proven, Expected = Usage.Empty, Bound = bound, Output = output };
}
