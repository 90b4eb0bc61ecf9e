using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>All meters of an account.</summary>
internal sealed record MetersUsage(CountUsage Tokens, CountUsage Calls, MoneyUsage Cost, CountUsage Videos, CountUsage Images, CountUsage Scripts, SecondsUsage VideoSeconds)
{
    public static MetersUsage Of(EffectiveLimits limits, Amounts used, Amounts held)
    {
        return new(
            On(QuotaMeter.Tokens), On(QuotaMeter.Calls), MoneyUsage.Of(On(QuotaMeter.Cost)), On(QuotaMeter.Videos), On(QuotaMeter.Images), On(QuotaMeter.Scripts),
            SecondsUsage.Of(On(QuotaMeter.VideoSeconds)));

        CountUsage On(QuotaMeter meter) => CountUsage.Of(limits[meter], used[meter], held[meter]);
    }
}
