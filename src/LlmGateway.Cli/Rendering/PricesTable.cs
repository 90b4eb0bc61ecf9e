using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmGateway.Cli.Rendering;

/// <summary>Prices, a line for each kind of thing that a row prices, and what service tiers multiply them by.</summary>
internal static class PricesTable
{
    private static readonly Column[] s_columns =
    [
        new("Model", "model"), new("For", "for"), new("USD", "usd", ColumnStyle.Money), new("Unit", "unit") { GoesAt = 1 },
        new("From", "valid_from") { GoesAt = 2 }, new("Until", "valid_until") { GoesAt = 2 }, new("Switched off", "shutdown") { GoesAt = 5 },
        new("Sure", "sure") { GoesAt = 3 }, new("Source", "source") { GoesAt = 6 }, new("As of", "date") { GoesAt = 4 },
    ];

    private static readonly Column[] s_multipliers =
    [
        new("Provider", "provider"), new("Tier", "tier"), new("Models", "model"), new("Times", "factor", ColumnStyle.Number), new("From", "valid_from"), new("Until", "valid_until"), new("Source", "source") { GoesAt = 1 },
    ];

    public static IRenderable Of(JsonNode? answer, Look look)
    {
        JsonNode?[] rows = [.. answer.Rows("data").SelectMany(Lines)];
        var multipliers = answer.Rows("multipliers");
        if (rows.Length == 0) return new Text("There is no such price. A call of this model is refused where money is limited, and costs nothing in the books elsewhere.\n");
        var prices = RowTable.Of(rows, s_columns, look);
        return multipliers.Count == 0 ? prices : new Rows(prices, new Text("\nService tiers:"), RowTable.Of(multipliers, s_multipliers, look));
    }

    private static IEnumerable<JsonNode?> Lines(JsonNode? row)
    {
        foreach (var line in Lines(row, row.Field("usd"), "")) yield return line;
        if (row.Field("long_context") is not { } context) yield break;
        foreach (var line in Lines(row, context.Field("usd"), $", above {Cell.Number(context.Field("above_input_tokens"))} input tokens")) yield return line;
    }

    private static IEnumerable<JsonNode?> Lines(JsonNode? row, JsonNode? usd, string condition)
    {
        foreach (var (kind, price) in usd as JsonObject ?? [])
        {
            yield return new JsonObject
            {
                ["model"] = row.Text("model"),
                ["for"] = For(row, kind) + condition,
                ["usd"] = price?.DeepClone(),
                ["unit"] = row.Text("unit"),
                ["valid_from"] = row.Text("valid_from"),
                ["valid_until"] = row.Text("valid_until"),
                ["shutdown"] = row.Text("shutdown"),
                ["sure"] = row.Text("overrides") == "true" ? "override" : row.Text("uncertain") == "true" ? "no" : "yes",
                ["source"] = row.Text("source"),
                ["date"] = row.Text("date"),
            };
        }
    }

    private static string For(JsonNode? row, string kind)
    {
        string?[] selectors = [row.Text("resolution"), row.Text("quality"), row.Text("for_model") is { } models ? $"called by {models}*" : null];
        var chosen = string.Join(", ", selectors.Where(selector => selector is not null));
        if (kind != "price") return chosen.Length == 0 ? kind : $"{kind} ({chosen})";
        return chosen.Length == 0 ? "any" : chosen;
    }
}
