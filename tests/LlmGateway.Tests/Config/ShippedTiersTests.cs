using LlmGateway.Metering;

namespace LlmGateway.Tests.Config;

public sealed class ShippedTiersTests
{
    [Theory]
    [InlineData("free", 100_000, 200, 1, 2, 20, 20)]
    [InlineData("pro", 10_000_000, 20_000, 100, 100, 1_000, 500)]
    [InlineData("enterprise", 0, 0, 0, 0, 0, 0)]
    public void Tiers_are_as_designed(string name, long tokens, long calls, long usd, long videos, long images, long scripts)
    {
        var limits = ShippedFiles.Tiers[name].Limits;
        Assert.Equal((tokens, calls, usd * Money.NanoPerUsd), (limits.MonthlyTokenLimit, limits.MonthlyCallLimit, limits.MonthlyCostLimit));
        Assert.Equal((videos, images, scripts), (limits.VideoGenerationLimit, limits.ImageGenerationLimit, limits.ScriptGenerationLimit));
    }

    [Fact]
    public void Enterprise_is_unlimited()
    {
        var limits = EffectiveLimits.Resolve(null, ShippedFiles.Tiers["enterprise"].Limits);
        Assert.All(QuotaMeters.All, meter => Assert.Null(limits[meter]));
        Assert.Null(limits.RequestsPerMinute ?? limits.TokensPerMinute ?? limits.MaxParallelRequests);
    }
}
