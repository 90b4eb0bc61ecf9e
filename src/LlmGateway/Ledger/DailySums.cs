namespace LlmGateway.Ledger;

/// <summary>Names in the statements that add ledger rows to <c>daily_usage</c>.</summary>
internal static class DailySums
{
    /// <summary>The columns of the primary key, and what of a ledger row they are. First those that tell rows apart: it makes sorting cheaper.</summary>
    private static readonly IReadOnlyList<(string Column, string Source)> s_keys =
    [
        ("api_key", "api_key"), ("model", "model"), ("operation", "operation"), ("\"user\"", "coalesce(\"user\", '')"), ("day", "day"), ("upstream", "upstream"),
        ("organization", "organization"), ("utc_day", "utc_day"), ("team", "coalesce(team, '')"), ("provider", "provider"), ("operation_type", "operation_type"),
    ];

    /// <summary>The summed columns, and what of a ledger row they sum.</summary>
    private static readonly IReadOnlyList<(string Column, string Source)> s_sums =
    [
        ("tokens", "tokens_used"), ("calls", "calls_made"), ("cost_nano", "cost_nano"), ("videos", "videos"), ("images", "images"), ("scripts", "scripts"),
        ("video_milliseconds", "video_milliseconds"), ("input_tokens", "coalesce(input_tokens, 0)"), ("output_tokens", "coalesce(output_tokens, 0)"),
    ];

    public static string Keys { get; } = string.Join(", ", s_keys.Select(key => key.Column));

    public static string Columns { get; } = string.Join(", ", s_keys.Concat(s_sums).Select(column => column.Column));

    /// <summary>A ledger row's share of the columns, under their names.</summary>
    public static string Shares { get; } = string.Join(", ", s_keys.Concat(s_sums).Select(column => $"{column.Source} AS {column.Column}"));

    /// <summary>Sums of such shares; to be grouped by the keys.</summary>
    public static string Summed { get; } = $"{Keys}, {string.Join(", ", s_sums.Select(sum => $"sum({sum.Column})::bigint"))}";

    /// <summary>Adds to what is there.</summary>
    public static string OnConflict { get; } = $"ON CONFLICT ({Keys}) DO UPDATE SET {string.Join(", ", s_sums.Select(sum => $"{sum.Column} = daily_usage.{sum.Column} + excluded.{sum.Column}"))}";
}
