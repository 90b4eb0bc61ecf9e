namespace LlmGateway.Ledger;

/// <summary>Names in the statements that add ledger rows to <c>daily_usage</c>.</summary>
internal static class DailySums
{
    /// <summary>What is grouped by, as selected from ledger rows.</summary>
    public const string Keys = "organization, day, utc_day, coalesce(\"user\", ''), coalesce(team, ''), api_key, upstream, provider, model, operation, operation_type";

    /// <summary>The primary key of the table.</summary>
    public const string KeyColumns = "organization, day, utc_day, \"user\", team, api_key, upstream, provider, model, operation, operation_type";

    /// <summary>The summed columns, and the ledger's columns that they sum.</summary>
    public static IReadOnlyList<(string Column, string Source)> Sums { get; } =
    [
        ("tokens", "tokens_used"), ("calls", "calls_made"), ("cost_nano", "cost_nano"), ("videos", "videos"), ("images", "images"), ("scripts", "scripts"),
        ("video_milliseconds", "video_milliseconds"), ("input_tokens", "coalesce(input_tokens, 0)"), ("output_tokens", "coalesce(output_tokens, 0)"),
    ];

    public static string Columns => $"{KeyColumns}, {string.Join(", ", Sums.Select(sum => sum.Column))}";

    /// <summary>Adds to what is there.</summary>
    public static string OnConflict => $"ON CONFLICT ({KeyColumns}) DO UPDATE SET {string.Join(", ", Sums.Select(sum => $"{sum.Column} = daily_usage.{sum.Column} + excluded.{sum.Column}"))}";
}
