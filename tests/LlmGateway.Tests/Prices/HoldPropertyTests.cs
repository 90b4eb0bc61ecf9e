using CsCheck;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Tests.Prices;

public sealed class HoldPropertyTests
{
    [Fact]
    public void A_hold_is_never_below_the_charge_of_any_usage_within_its_bound()
    {
        var priced = 0;
        RandomCalls.Call.Sample(
            call =>
            {
                var (models, bound, want, granted, tier, used) = call;
                var estimate = new Estimate
                {
                    Model = "m",
                    Type = OperationType.LlmCall,
                    BoundKind = BoundKind.Proven,
                    Expected = Usage.Empty,
                    Bound = bound,
                    Output = want == 0 ? OutputHold.None : new(want, want, 1, true, null),
                    ServiceTier = tier,
                };
                if (Pricing.Hold(models, "p", estimate, Rows.Now) is not { } price) return true;

                Interlocked.Increment(ref priced);
                var hold = Hold.From(estimate, price).At(granted).Cost;
                var charge = Pricing.Charge(models, "p", "m", used, Rows.Now, tier);
                return charge is not null && hold >= charge.NanoUsd;
            },
            iter: 60_000);
        Assert.True(priced > 15_000, $"Only {priced} of the calls had a price.");
    }

    [Fact]
    public void Nothing_held_is_below_what_the_shipped_prices_charge()
    {
        foreach (var row in Config.ShippedFiles.Models.Prices.Where(row => row.Unit == PriceUnit.MillionTokens))
        {
            var day = row.ValidFrom?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) ?? Rows.Now.UtcDateTime;
            Gen.Select(Gen.Long[0, 600_000], Gen.Long[0, 600_000], Gen.Long[0, 600_000], Gen.Long[0, 20_000]).Sample(
                (input, cached, written, output) => IsCovered(row, day, input, cached, written, output), iter: 50);
        }
    }

    private static bool IsCovered(PriceRow row, DateTimeOffset at, long input, long cached, long written, long output)
    {
        var estimate = new Estimate
        {
            Model = row.Model,
            Type = OperationType.LlmCall,
            BoundKind = BoundKind.Proven,
            Expected = Usage.Empty,
            Bound = new() { InputTokens = input, OutputTokens = output },
        };
        var used = new Usage { InputTokens = input, CachedInputTokens = cached, CacheWriteTokens = written, AudioInputTokens = written / 2, ImageInputTokens = cached / 3, OutputTokens = output, ImageOutputTokens = output / 2 };
        return Pricing.Hold(Config.ShippedFiles.Models, row.Provider, estimate, at) is not { } hold
            || Pricing.Charge(Config.ShippedFiles.Models, row.Provider, row.Model, used, at) is { } charge && hold.Fixed >= charge.NanoUsd;
    }
}
