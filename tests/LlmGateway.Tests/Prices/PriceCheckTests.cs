using LlmGateway.Operations;

namespace LlmGateway.Tests.Prices;

public sealed class PriceCheckTests
{
    private static readonly DateOnly s_today = new(2026, 11, 23);

    [Fact]
    public void A_model_in_use_without_a_price_comes_first()
    {
        var models = Rows.Catalog(Rows.Tokens() with { Input = 1, Uncertain = true });
        var found = PriceCheck.Find(models, [new("p", "m-2026-01-01", 3, true), new("p", "stranger", 7, true), new("p", "other", 9, true)], s_today);
        Assert.Equal([("no_price", "other", 9), ("no_price", "stranger", 7), ("uncertain", "m", 3)], found.Select(problem => (problem.Problem, problem.Model, problem.Calls)));
    }

    [Fact]
    public void Calls_of_which_nothing_but_the_call_is_counted_need_no_price() => Assert.Empty(PriceCheck.Find(Rows.Catalog(), [new("p", "files", 7, false)], s_today));

    [Fact]
    public void A_price_that_is_over_is_told_as_one()
    {
        var models = Rows.Catalog(Rows.Tokens() with { Input = 1, ValidUntil = s_today.AddDays(-1) });
        Assert.Equal("has no price in force; the row p/m is not valid today", Assert.Single(PriceCheck.Find(models, [new("p", "m", 1, true)], s_today)).Message);
    }

    [Theory]
    [InlineData(0, "shut_down", "was switched off on 2026-11-23")]
    [InlineData(1, "ends_soon", "is switched off on 2026-11-24")]
    [InlineData(30, "ends_soon", "is switched off on 2026-12-23")]
    public void What_is_switched_off_is_told_of_models_in_use(int days, string problem, string message)
    {
        var models = Rows.Catalog(Rows.Tokens() with { Input = 1, Shutdown = s_today.AddDays(days) });
        var found = Assert.Single(PriceCheck.Find(models, [new("p", "m", 1, true)], s_today));
        Assert.Equal((problem, message), (found.Problem, found.Message));
        Assert.Empty(PriceCheck.Find(models, [], s_today));
    }

    [Fact]
    public void A_price_that_changes_soon_is_told()
    {
        var last = Rows.Tokens() with { Input = 1, ValidUntil = s_today.AddDays(7) };
        Assert.Equal("has no price after 2026-11-30", Assert.Single(PriceCheck.Find(Rows.Catalog(last), [new("p", "m", 1, true)], s_today)).Message);
        var both = Rows.Catalog(last, Rows.Tokens() with { Id = "p/m@2026-12-01", Input = 2, ValidFrom = s_today.AddDays(8) });
        Assert.Equal("changes its price after 2026-11-30", Assert.Single(PriceCheck.Find(both, [new("p", "m", 1, true)], s_today)).Message);
    }

    [Fact]
    public void Uncertain_rows_of_models_that_nobody_uses_are_told_as_such()
    {
        var found = Assert.Single(PriceCheck.Find(Rows.Catalog(Rows.Tokens() with { Input = 1, Uncertain = true, Source = "memory", SourceDate = "unknown" }), [], s_today));
        Assert.Equal((false, "was not read on a provider's page (source: memory, unknown)"), (found.InUse, found.Message));
    }
}
