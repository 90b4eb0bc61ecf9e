using LlmGateway.Metering;

namespace LlmGateway.Database;

/// <summary>A subject's limits. In each number 0 is unlimited, null inherits. Money in nano-USD, video seconds in milliseconds.</summary>
internal sealed class LimitsEntity
{
    /// <summary>key, user, team, organization, upstream.</summary>
    public required string SubjectKind { get; set; }

    /// <summary>As in <see cref="Subject"/>: with the organization in front for users and teams.</summary>
    public required string SubjectId { get; set; }
    public long? MonthlyTokenLimit { get; set; }
    public long? MonthlyCallLimit { get; set; }
    public long? MonthlyCostLimit { get; set; }
    public long? VideoGenerationLimit { get; set; }
    public long? ImageGenerationLimit { get; set; }
    public long? ScriptGenerationLimit { get; set; }
    public long? VideoSecondsLimit { get; set; }
    public long? RequestsPerMinute { get; set; }
    public long? TokensPerMinute { get; set; }
    public long? MaxParallelRequests { get; set; }

    /// <summary>calendar_month, rolling_30_days; null inherits.</summary>
    public string? Window { get; set; }

    /// <summary>strict, shadow; null inherits.</summary>
    public string? Enforcement { get; set; }
    public bool IsActive { get; set; } = true;
    public long Version { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    public SubjectLimits ToLimits() => new()
    {
        MonthlyTokenLimit = MonthlyTokenLimit,
        MonthlyCallLimit = MonthlyCallLimit,
        MonthlyCostLimit = MonthlyCostLimit,
        VideoGenerationLimit = VideoGenerationLimit,
        ImageGenerationLimit = ImageGenerationLimit,
        ScriptGenerationLimit = ScriptGenerationLimit,
        VideoSecondsLimit = VideoSecondsLimit,
        RequestsPerMinute = RequestsPerMinute,
        TokensPerMinute = TokensPerMinute,
        MaxParallelRequests = MaxParallelRequests,
        Window = LimitWords.Window(Window),
        Enforcement = LimitWords.EnforcementOf(Enforcement),
        IsActive = IsActive,
    };
}
