using LlmGateway.Database;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

/// <summary>Sums daily_usage by whatever columns are asked for. It reads days, not calls: a ledger of ten million rows has a few thousand of them.</summary>
internal static class ReportReader
{
    /// <summary>A longer report is refused: it would be neither read nor held in memory well.</summary>
    public const int MostRows = 100_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private const string Sums =
        "CAST(SUM(tokens) AS bigint) AS tokens, CAST(SUM(input_tokens) AS bigint) AS input_tokens, CAST(SUM(output_tokens) AS bigint) AS output_tokens, "
        + "CAST(SUM(calls) AS bigint) AS calls, CAST(SUM(images) AS bigint) AS images, CAST(SUM(videos) AS bigint) AS videos, CAST(SUM(scripts) AS bigint) AS scripts, "
        + "CAST(SUM(video_milliseconds) AS bigint) AS video_milliseconds, CAST(SUM(cost_nano) AS bigint) AS cost_nano";

    /// <param name="organization">Null for all.</param>
    public static async Task<List<ReportRow>> ReadAsync(GatewayContext context, IReadOnlyList<ReportColumn> columns, ReportPeriod period, string? organization, CancellationToken cancellation)
    {
        context.Database.SetCommandTimeout(s_patience);
        var rows = await context.Database.SqlQueryRaw<ReportRow>(Statement(columns, organization), period.FirstDay, period.LastDay, organization ?? "").ToListAsync(cancellation);
        return rows.Count <= MostRows
            ? rows
            : throw Refuse.Invalid($"The report would have more than {MostRows} rows. Group by less, or take fewer days.", "group_by");
    }

    /// <summary>Built of this file's own words only: values are parameters, and columns come from the closed list.</summary>
    private static string Statement(IReadOnlyList<ReportColumn> columns, string? organization)
    {
        var selected = ReportColumn.All.Select(column => columns.Contains(column) ? column.Sql : $"{(column.Name == ReportColumn.Day ? "0" : "''")} AS {column.Sql}");
        var grouped = string.Join(", ", columns.Select(column => column.Sql));
        var order = columns.Any(column => column.Name == ReportColumn.Day) ? grouped : $"SUM(cost_nano) DESC, SUM(tokens) DESC, {grouped}";
        var filter = organization is null ? "" : " AND organization = {2}";
        return $"SELECT {string.Join(", ", selected)}, {Sums} FROM daily_usage WHERE day >= {{0}} AND day <= {{1}}{filter} GROUP BY {grouped} ORDER BY {order} LIMIT {MostRows + 1}";
    }
}
