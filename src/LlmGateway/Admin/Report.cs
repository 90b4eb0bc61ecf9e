using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>Usage summed by groups, as JSON or as CSV with the same names.</summary>
internal sealed record Report(ReportPeriod Period, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<ReportRow> Rows)
{
    private static readonly (string Name, Func<ReportRow, JsonNode> Value)[] s_sums =
    [
        ("tokens_used", row => row.Tokens),
        ("input_tokens", row => row.InputTokens),
        ("output_tokens", row => row.OutputTokens),
        ("calls_made", row => row.Calls),
        ("images", row => row.Images),
        ("videos", row => row.Videos),
        ("scripts", row => row.Scripts),
        ("video_seconds", row => row.VideoMilliseconds / 1000m),
        ("cost_usd", row => Money.Format(row.CostNano)),
    ];

    public ReportResource ToResource() => new(
        Period.Window, Period.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Period.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        [.. Columns.Select(column => column.Name)], [.. Rows.Select(Json)]);

    public string ToCsv()
    {
        var csv = new StringBuilder();
        csv.AppendJoin(',', Columns.Select(column => column.Name).Concat(s_sums.Select(sum => sum.Name))).Append('\n');
        foreach (var row in Rows) csv.AppendJoin(',', Columns.Select(column => Cell(column.Read(row))).Concat(s_sums.Select(sum => sum.Value(row).ToString()))).Append('\n');
        return csv.ToString();
    }

    private JsonObject Json(ReportRow row)
    {
        var json = new JsonObject();
        foreach (var column in Columns) json[column.Name] = column.Read(row);
        foreach (var (name, value) in s_sums) json[name] = value(row);
        return json;
    }

    /// <summary>As RFC 4180 says; and what a spreadsheet would run as a formula (the model's name comes from callers) is made text by an apostrophe.</summary>
    private static string Cell(string? text)
    {
        if (text is not { Length: > 0 }) return "";
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
