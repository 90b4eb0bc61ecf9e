using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmGateway.Cli.Rendering;

/// <summary>What a check compared, in one line, and a row for each difference.</summary>
internal static class ConsistencyTable
{
    private static readonly Column[] s_columns =
    [
        new("Differs", "kind"), new("Subject", "subject"), new("Id", "id"), new("Organization", "organization"), new("Window", "window"), new("Day", "day"), new("Meter", "meter"),
        new("Expected", "expected", ColumnStyle.Number), new("Found", "found", ColumnStyle.Number), new("What", "what"), new("Meaning", "meaning") { GoesAt = 1 },
    ];

    public static IRenderable Of(JsonNode? report, Look look)
    {
        string Number(string field) => Cell.Number(report.Field(field));
        var compared = $"Compared {Number("accounts")} accounts, {Number("reservations")} reservations; {Number("outbox_waiting")} entries wait for the ledger.";
        if (report.Rows("differences") is not { Count: > 0 } rows) return new Rows(new Text(compared), new Text("Counters and ledger agree."));
        return new Rows(new Text(compared), new Text($"{Number("differences_total")} differences:"), RowTable.Of(rows, s_columns, look));
    }
}
