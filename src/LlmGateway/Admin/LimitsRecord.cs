namespace LlmGateway.Admin;

/// <summary>A subject's limits as they are written down. In a number 0 is unlimited; null or absent inherits (a user from the tier; others: no limit).</summary>
/// <param name="MonthlyTokenLimit">Tokens in a window, 0 to 2^53-1.</param>
/// <param name="MonthlyCostLimitUsd">Dollars in a window, a decimal string with at most nine decimals.</param>
/// <param name="VideoSecondsLimit">Seconds of video in a window, at most three decimals.</param>
/// <param name="Window">calendar_month or rolling_30_days.</param>
/// <param name="Enforcement">strict or shadow (records what it would have refused, and refuses nothing).</param>
/// <param name="IsActive">False switches the record off: nothing in it limits.</param>
internal sealed record LimitsRecord(
    long? MonthlyTokenLimit, long? MonthlyCallLimit, string? MonthlyCostLimitUsd, long? VideoGenerationLimit, long? ImageGenerationLimit, long? ScriptGenerationLimit,
    decimal? VideoSecondsLimit, long? RequestsPerMinute, long? TokensPerMinute, long? MaxParallelRequests, string? Window, string? Enforcement, bool? IsActive);
