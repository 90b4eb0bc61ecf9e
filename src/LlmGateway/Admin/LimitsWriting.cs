using LlmGateway.Database;
using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>Puts a checked limits record into its row. The whole record: what is not named becomes null, which inherits.</summary>
internal static class LimitsWriting
{
    private const decimal MostSeconds = Amounts.Largest / 1000m;

    /// <param name="prefix">In front of the names of fields, where the record is part of a body.</param>
    public static void Apply(this LimitsRecord limits, LimitsEntity row, string prefix = "")
    {
        row.MonthlyTokenLimit = Number(limits.MonthlyTokenLimit, prefix + "monthly_token_limit");
        row.MonthlyCallLimit = Number(limits.MonthlyCallLimit, prefix + "monthly_call_limit");
        row.MonthlyCostLimit = Dollars(limits.MonthlyCostLimitUsd, prefix + "monthly_cost_limit_usd");
        row.VideoGenerationLimit = Number(limits.VideoGenerationLimit, prefix + "video_generation_limit");
        row.ImageGenerationLimit = Number(limits.ImageGenerationLimit, prefix + "image_generation_limit");
        row.ScriptGenerationLimit = Number(limits.ScriptGenerationLimit, prefix + "script_generation_limit");
        row.VideoSecondsLimit = Milliseconds(limits.VideoSecondsLimit, prefix + "video_seconds_limit");
        row.RequestsPerMinute = Number(limits.RequestsPerMinute, prefix + "requests_per_minute");
        row.TokensPerMinute = Number(limits.TokensPerMinute, prefix + "tokens_per_minute");
        row.MaxParallelRequests = Number(limits.MaxParallelRequests, prefix + "max_parallel_requests");
        row.Window = limits.Window is { } window ? Check.OneOf(window, prefix + "window", LimitWords.CalendarMonth, LimitWords.Rolling30Days) : null;
        row.Enforcement = limits.Enforcement is { } enforcement ? Check.OneOf(enforcement, prefix + "enforcement", LimitWords.Strict, LimitWords.Shadow) : null;
        row.IsActive = limits.IsActive ?? true;
    }

    private static long? Number(long? value, string param) => value is null or (>= 0 and <= Amounts.Largest)
        ? value
        : throw Refuse.Invalid($"{param} must be from 0 (unlimited) to {Amounts.Largest}.", param);

    private static long? Dollars(string? value, string param)
    {
        if (value is null) return null;
        return Money.TryParse(value, out var nano) ? nano : throw Refuse.Invalid($"{param} must be a decimal string of dollars with at most nine decimals, from \"0\" (unlimited) to \"{Money.Format(Amounts.Largest)}\", for example \"5.00\".", param);
    }

    private static long? Milliseconds(decimal? value, string param)
    {
        if (value is null) return null;
        return value is >= 0 and <= MostSeconds && value * 1000 == decimal.Truncate(value.Value * 1000)
            ? (long)(value * 1000)
            : throw Refuse.Invalid($"{param} must be from 0 (unlimited) to {MostSeconds} seconds, with at most three decimals.", param);
    }
}
