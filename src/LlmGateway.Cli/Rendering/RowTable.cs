using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmGateway.Cli.Rendering;

/// <summary>A list as a table. Columns in which no row has anything are left out.</summary>
internal static class RowTable
{
    /// <summary>Blanks between two columns, at most.</summary>
    private const int Gap = 3;

    /// <param name="rows">The answer's rows.</param>
    /// <param name="columns">What to show; null for every field that the rows have, in their order.</param>
    /// <param name="look">Where it will be read.</param>
    public static IRenderable Of(IReadOnlyList<JsonNode?> rows, IReadOnlyList<Column>? columns, Look look)
    {
        if (rows.Count == 0) return new Text("Nothing found.\n");
        var filled = (columns ?? Discover(rows)).Where(column => rows.Any(row => row.Field(column.Field) is not null)).ToList();
        var shown = Fit(filled, rows, look.Width);
        var table = look.NewTable();
        foreach (var column in shown)
        {
            var heading = new TableColumn(new Text(Cell.Clean(column.Heading))).NoWrap();
            table.AddColumn(column.IsRightAligned ? heading.RightAligned() : heading);
        }
        foreach (var row in rows) table.AddRow(shown.Select(column => new Text(TextOf(row, column))));
        if (shown.Count == filled.Count) return table;
        return new Rows(table, new Text($"Left out on this narrow screen: {string.Join(", ", filled.Except(shown).Select(column => column.Heading))}"));
    }

    private static List<Column> Fit(IReadOnlyList<Column> columns, IReadOnlyList<JsonNode?> rows, int width)
    {
        var widths = columns.ToDictionary(column => column, column => Gap + rows.Max(row => Math.Max(column.Heading.Length, TextOf(row, column).Length)));
        var fitting = columns.ToList();
        while (fitting.Sum(column => widths[column]) > width && fitting.MaxBy(column => column.GoesAt) is { GoesAt: > 0 } next) fitting.Remove(next);
        return fitting;
    }

    private static string TextOf(JsonNode? row, Column column) => Cell.Text(row.Field(column.Field), column.Style);

    private static IEnumerable<Column> Discover(IReadOnlyList<JsonNode?> rows) =>
        rows.OfType<JsonObject>().SelectMany(row => row.Select(field => field.Key)).Distinct(StringComparer.Ordinal)
            .Select(field => new Column(field, field, StyleOf(field, rows)));

    private static ColumnStyle StyleOf(string field, IReadOnlyList<JsonNode?> rows) => field switch
    {
        _ when field.EndsWith("_usd", StringComparison.Ordinal) => ColumnStyle.Money,
        _ when field.EndsWith("_at", StringComparison.Ordinal) => ColumnStyle.Time,
        "year" or "month" => ColumnStyle.Text,
        _ when rows.Any(row => row.Field(field)?.GetValueKind() == JsonValueKind.Number) => ColumnStyle.Number,
        _ => ColumnStyle.Text,
    };
}
