namespace LlmGateway.Metering;

/// <summary>What an admission is decided on for one account: the limits in force and the counters as they are.</summary>
/// <param name="Limits">The newest limits that are known, which may be newer than the caller's.</param>
/// <param name="ResetsAt">When the window makes room again.</param>
public readonly record struct AccountView(Subject Subject, EffectiveLimits Limits, Amounts Posted, Amounts Held, DateTimeOffset ResetsAt)
{
    public QuotaExceeded Report(QuotaMeter meter, long requested)
    {
        var limit = Limits[meter]!.Value;
        var (posted, held) = (Posted[meter], Held[meter]);
        return new(Subject, meter.Name(), limit, posted, held, limit - posted - held, requested, ResetsAt);
    }
}
