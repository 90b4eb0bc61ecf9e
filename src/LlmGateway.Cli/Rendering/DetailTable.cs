using System.Text.Json.Nodes;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmGateway.Cli.Rendering;

/// <summary>One record: a line per field; the fields of an object within it are indented below its name.</summary>
internal static class DetailTable
{
    public static IRenderable Of(JsonNode? record)
    {
        if (record is not JsonObject fields) return new Text("Done.\n");
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        AddRows(grid, fields, indent: "");
        return grid;
    }

    private static void AddRows(Grid grid, JsonObject fields, string indent)
    {
        foreach (var (name, value) in fields)
        {
            if (value is JsonObject inner)
            {
                grid.AddRow(new Text(Cell.Clean(indent + name)), Text.Empty);
                AddRows(grid, inner, indent + "  ");
            }
            else
            {
                grid.AddRow(new Text(Cell.Clean(indent + name)), new Text(Cell.Text(value, ColumnStyle.Text)));
            }
        }
    }
}
