namespace LlmGateway.Metering;

/// <summary>
/// A subject's limits as they are written down. In each number 0 means unlimited, null means inherit
/// (a user from the tier; others: no limit). Money in nano-USD, video seconds in milliseconds.
/// </summary>
public sealed record SubjectLimits
{
    public static SubjectLimits None { get; } = new();

    public long? MonthlyTokenLimit { get; init; }
    public long? MonthlyCallLimit { get; init; }
    public long? MonthlyCostLimit { get; init; }
    public long? VideoGenerationLimit { get; init; }
    public long? ImageGenerationLimit { get; init; }
    public long? ScriptGenerationLimit { get; init; }
    public long? VideoSecondsLimit { get; init; }
    public long? RequestsPerMinute { get; init; }
    public long? TokensPerMinute { get; init; }
    public long? MaxParallelRequests { get; init; }
    public WindowKind? Window { get; init; }
    public Enforcement? Enforcement { get; init; }

    /// <summary>False switches the record off: nothing in it limits.</summary>
    public bool IsActive { get; init; } = true;

    public long? this[QuotaMeter meter] => meter switch
    {
        QuotaMeter.Tokens => MonthlyTokenLimit,
        QuotaMeter.Calls => MonthlyCallLimit,
        QuotaMeter.Cost => MonthlyCostLimit,
        QuotaMeter.Videos => VideoGenerationLimit,
        QuotaMeter.Images => ImageGenerationLimit,
        QuotaMeter.Scripts => ScriptGenerationLimit,
        QuotaMeter.VideoSeconds => VideoSecondsLimit,
        _ => throw new ArgumentOutOfRangeException(nameof(meter)),
    };
}
