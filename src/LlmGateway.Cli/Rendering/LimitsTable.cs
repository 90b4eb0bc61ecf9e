using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmGateway.Cli.Rendering;

/// <summary>A limits record: what is written down, what holds in the end, and where that comes from.</summary>
internal static class LimitsTable
{
    private static readonly string[] s_limits =
    [
        "monthly_token_limit", "monthly_cost_limit_usd", "monthly_call_limit", "video_generation_limit", "image_generation_limit",
        "script_generation_limit", "video_seconds_limit", "requests_per_minute", "tokens_per_minute", "max_parallel_requests",
    ];

    private static readonly string[] s_rules = ["window", "enforcement"];

    public static IRenderable Of(JsonNode? limits, Look look)
    {
        var effective = limits.Field("effective");
        var table = look.NewTable().AddColumn("Limit").AddColumn(new TableColumn("Written down").RightAligned());
        if (effective is not null) table.AddColumn(new TableColumn("In effect").RightAligned()).AddColumn("From");

        foreach (var name in s_limits)
        {
            AddRow(table, name, effective, Source(limits, name), Written(limits.Field(name), name),
                effective.Field(name) is { } entry ? InEffect(entry.Field("value"), name) : Cell.Nothing);
        }
        foreach (var name in s_rules) AddRow(table, name, effective, Source(limits, name), limits.Text(name) ?? "inherit", effective.Field(name).Text("value") ?? Cell.Nothing);
        return new Rows(Heading(limits), table);
    }

    private static void AddRow(Table table, string name, JsonNode? effective, string source, string written, string inEffect)
    {
        List<Text> cells = [new(name), new(Cell.Clean(written))];
        if (effective is not null) cells.AddRange([new(Cell.Clean(inEffect)), new(Cell.Clean(source))]);
        table.AddRow(cells);
    }

    /// <summary>Which tier it is stands beside the record.</summary>
    private static string Source(JsonNode? limits, string name) => limits.Field("effective").Field(name).Text("source") switch
    {
        "tier" when limits.Text("tier") is { } tier => $"tier {tier}",
        { } source => source,
        null => Cell.Nothing,
    };

    private static Text Heading(JsonNode? limits)
    {
        var subject = limits.Text("subject") is { } kind ? $"Limits of {kind} {limits.Text("id")}" : "Limits";
        return new Text(Cell.Clean(limits.Text("is_active") == "false" ? $"{subject}: switched off, nothing in this record limits" : subject));
    }

    private static string Written(JsonNode? value, string name) => value is null ? "inherit" : InEffect(value, name);

    private static string InEffect(JsonNode? value, string name) =>
        value is null || (Cell.TryNumber(value, out var number) && number == 0) ? "unlimited"
        : name.EndsWith("_usd", StringComparison.Ordinal) ? Cell.Money(value)
        : Cell.Number(value);
}
