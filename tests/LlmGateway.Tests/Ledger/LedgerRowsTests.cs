using LlmGateway.Ledger;
using LlmGateway.Metering;
using LlmGateway.Tests.Settlements;

namespace LlmGateway.Tests.Ledger;

public sealed class LedgerRowsTests
{
    [Fact]
    public void The_columns_of_tokens_hold_those_of_other_models_inside_the_call_too()
    {
        var usage = new Usage
        {
            InputTokens = 100,
            OutputTokens = 20,
            CachedInputTokens = 30,
            Model = "gpt-4o-mini",
            Also = [new Usage { InputTokens = 7, OutputTokens = 3, ReasoningTokens = 2, Model = "gpt-image-1" }, new Usage { Items = 1, Model = "tool:container" }],
        };
        var row = Row(usage);
        Assert.Equal((107, 23, 30, 2), (row.InputTokens, row.OutputTokens, row.CachedInputTokens, row.ReasoningTokens));
        Assert.Equal(usage.Tokens, row.InputTokens + row.OutputTokens);
        Assert.Equal("gpt-4o-mini", row.Model);
    }

    [Fact]
    public void What_nobody_reports_stays_null_and_a_zero_stays_zero()
    {
        var row = Row(new Usage { InputTokens = 0, Also = [new Usage { Items = 1 }] });
        Assert.Equal((0, null), (row.InputTokens, row.OutputTokens));
    }

    [Fact]
    public void Numbers_beyond_counting_do_not_stop_the_ledger() =>
        Assert.Equal(long.MaxValue, Row(new Usage { CachedInputTokens = long.MaxValue, Also = [new Usage { CachedInputTokens = long.MaxValue }] }).CachedInputTokens);

    private static Database.LedgerEntity Row(Usage usage)
    {
        var reservation = Ended.Reservation() with { Accounts = [new(Subject.Key("key_1"), "1970-01", 0)] };
        return LedgerRows.Entity(new() { Reservation = reservation, Settlement = new() { ReservationId = "rsv_1", Kind = EntryKind.Settle, Posted = Amounts.Zero, Usage = usage }, Delta = Amounts.Zero });
    }
}
