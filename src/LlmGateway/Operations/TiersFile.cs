using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Operations;

/// <summary>config/tiers.json: limits by tier, under the names that limits have everywhere (0 is unlimited).</summary>
internal static class TiersFile
{
    public const string Name = "tiers.json";

    /// <exception cref="ConfigurationInvalidException">Anything is wrong; all of it is named.</exception>
    public static ImmutableDictionary<string, Tier> Read(ReadOnlySpan<byte> bytes) => ConfigurationFile.Read(Name, bytes, root =>
    {
        var tiers = root.Members().Select(member => Read(member.Name, member.Value)).ToImmutableDictionary(tier => tier.Name, StringComparer.Ordinal);
        if (tiers.IsEmpty) root.Problem("", "must name at least one tier");
        return tiers;
    });

    private static Tier Read(string name, ConfigurationObject tier)
    {
        var read = new Tier(name, Limits(tier)) { AllowedModels = [.. tier.Texts("allowed_models").Select(model => ModelName.Normalise(model))], AllowedOperations = tier.Texts("allowed_operations") };
        tier.End();
        return read;
    }

    private static SubjectLimits Limits(ConfigurationObject tier) => new()
    {
        MonthlyTokenLimit = Count(tier, "monthly_token_limit"),
        MonthlyCallLimit = Count(tier, "monthly_call_limit"),
        MonthlyCostLimit = Usd(tier, "monthly_cost_limit_usd"),
        VideoGenerationLimit = Count(tier, "video_generation_limit"),
        ImageGenerationLimit = Count(tier, "image_generation_limit"),
        ScriptGenerationLimit = Count(tier, "script_generation_limit"),
        VideoSecondsLimit = Milliseconds(tier, "video_seconds_limit"),
        RequestsPerMinute = Count(tier, "requests_per_minute"),
        TokensPerMinute = Count(tier, "tokens_per_minute"),
        MaxParallelRequests = Count(tier, "max_parallel_requests"),
        Window = tier.Text("window", "calendar_month", "rolling_30_days") switch
        {
            "calendar_month" => WindowKind.CalendarMonth,
            "rolling_30_days" => WindowKind.Rolling30Days,
            _ => null,
        },
        Enforcement = tier.Text("enforcement", "strict", "shadow") switch
        {
            "strict" => Enforcement.Strict,
            "shadow" => Enforcement.Shadow,
            _ => null,
        },
    };

    private static long? Count(ConfigurationObject tier, string field) => tier.Whole(field, 0, Amounts.Largest);

    private static long? Usd(ConfigurationObject tier, string field)
    {
        if (tier.Text(field) is not { } text) return null;
        if (Money.TryParse(text, out var nano)) return nano;
        tier.Problem(field, "must be a decimal string of USD such as \"5.00\", with at most nine decimals");
        return null;
    }

    private static long? Milliseconds(ConfigurationObject tier, string field)
    {
        if (tier.Number(field, 0, Amounts.Largest / 1000) is not { } seconds) return null;
        if (seconds * 1000 == decimal.Truncate(seconds * 1000)) return (long)(seconds * 1000);
        tier.Problem(field, "must have at most three decimals");
        return null;
    }
}
