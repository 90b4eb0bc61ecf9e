namespace LlmGateway.Metering.Prices;

/// <summary>
/// What a service tier multiplies prices by (OpenAI pricing page; fact sheet 3.1, 7). Tiers that differ by model or date take the dearest factor.
/// </summary>
internal static class ServiceTiers
{
    private const decimal Dearest = 6m;

    public static decimal Factor(string? tier) => tier switch
    {
        null or "" or "auto" or "default" or "standard" or "scale" => 1m,
        "flex" or "batch" => 0.5m,
        "priority" or "fast" => 2m,
        "ultrafast" => Dearest,
        _ => Dearest,
    };

    /// <summary>For a hold: <c>auto</c> and an absent tier may be answered at the project's default, which is standard here; an unknown word is taken at the dearest.</summary>
    public static decimal HoldFactor(string? tier) => Math.Max(Factor(tier), tier is "flex" or "batch" ? 1m : 0m);
}
