using System.Text.Json.Nodes;
using LlmGateway.Database;
using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>A subject's limits: the record as it is written down, and what holds in the end.</summary>
/// <param name="Subject">key, user, team, organization or upstream.</param>
/// <param name="Organization">Null for an upstream key.</param>
/// <param name="Tier">A user's tier; null for others.</param>
/// <param name="CreatedAt">Null if nothing was ever written down.</param>
/// <param name="Effective">By the field's name.</param>
internal sealed record LimitsResource(
    string Subject, string Id, string? Organization, string? Tier, long? MonthlyTokenLimit, long? MonthlyCallLimit, string? MonthlyCostLimitUsd, long? VideoGenerationLimit,
    long? ImageGenerationLimit, long? ScriptGenerationLimit, decimal? VideoSecondsLimit, long? RequestsPerMinute, long? TokensPerMinute, long? MaxParallelRequests,
    string? Window, string? Enforcement, bool IsActive, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, IReadOnlyDictionary<string, EffectiveLimit> Effective)
{
    public static LimitsResource Of(SubjectRecord subject)
    {
        var limits = subject.Limits?.ToLimits() ?? SubjectLimits.None;
        return new(
            subject.Subject.KindName, subject.Subject.OwnId, subject.Organization, subject.Tier?.Name, limits.MonthlyTokenLimit, limits.MonthlyCallLimit, Dollars(limits.MonthlyCostLimit),
            limits.VideoGenerationLimit, limits.ImageGenerationLimit, limits.ScriptGenerationLimit, limits.VideoSecondsLimit / 1000m, limits.RequestsPerMinute, limits.TokensPerMinute,
            limits.MaxParallelRequests, subject.Limits?.Window, subject.Limits?.Enforcement, limits.IsActive, subject.Limits?.CreatedAt, subject.Limits?.UpdatedAt, EffectiveOf(limits, subject.Tier?.Limits));
    }

    private static Dictionary<string, EffectiveLimit> EffectiveOf(SubjectLimits own, SubjectLimits? tier)
    {
        var effective = EffectiveLimits.Resolve(own, tier);
        return new()
        {
            ["monthly_token_limit"] = Number(effective[QuotaMeter.Tokens], limits => limits.MonthlyTokenLimit),
            ["monthly_call_limit"] = Number(effective[QuotaMeter.Calls], limits => limits.MonthlyCallLimit),
            ["monthly_cost_limit_usd"] = Limit(Dollars(effective[QuotaMeter.Cost]), Source(limits => limits.MonthlyCostLimit)),
            ["video_generation_limit"] = Number(effective[QuotaMeter.Videos], limits => limits.VideoGenerationLimit),
            ["image_generation_limit"] = Number(effective[QuotaMeter.Images], limits => limits.ImageGenerationLimit),
            ["script_generation_limit"] = Number(effective[QuotaMeter.Scripts], limits => limits.ScriptGenerationLimit),
            ["video_seconds_limit"] = Limit(effective[QuotaMeter.VideoSeconds] / 1000m, Source(limits => limits.VideoSecondsLimit)),
            ["requests_per_minute"] = Number(effective.RequestsPerMinute, limits => limits.RequestsPerMinute),
            ["tokens_per_minute"] = Number(effective.TokensPerMinute, limits => limits.TokensPerMinute),
            ["max_parallel_requests"] = Number(effective.MaxParallelRequests, limits => limits.MaxParallelRequests),
            ["window"] = Limit(LimitWords.Of(effective.Window), Source(limits => limits.Window, "default")),
            ["enforcement"] = Limit(LimitWords.Of(effective.Enforcement), Source(limits => limits.Enforcement, "default")),
        };

        EffectiveLimit Number(long? value, Func<SubjectLimits, long?> field) => Limit(value, Source(field));

        // A record that is switched off limits nothing, and hides the tier too.
        string Source<T>(Func<SubjectLimits, T?> field, string otherwise = "none")
            where T : struct =>
            !own.IsActive ? otherwise : field(own) is not null ? "own" : tier is not null && field(tier) is not null ? "tier" : otherwise;
    }

    private static EffectiveLimit Limit<T>(T? value, string source) => new(value is null ? null : JsonValue.Create(value), source);

    private static string? Dollars(long? nano) => nano is { } amount ? Money.Format(amount) : null;
}
