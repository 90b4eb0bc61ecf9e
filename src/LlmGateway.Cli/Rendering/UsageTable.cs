using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmGateway.Cli.Rendering;

/// <summary>Usage per meter: what is posted and what is held stand apart; the bar shows both against the limit.</summary>
internal static class UsageTable
{
    public static IRenderable Of(JsonNode? usage, Look look)
    {
        var table = look.NewTable().AddColumn("Meter");
        foreach (var heading in new[] { "Used", "Held", "Limit", "Remaining" }) table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        table.AddColumn(new TableColumn("Used + held of the limit").NoWrap());

        foreach (var (name, meter) in usage.Field("meters") as JsonObject ?? [])
        {
            var style = name is "cost" or "cost_usd" ? ColumnStyle.Money : ColumnStyle.Number;
            string Amount(string field) => Cell.Text(meter.Field(field), style);
            var isLimited = Cell.TryNumber(meter.Field("limit"), out var limit) && limit > 0;
            table.AddRow(
                new Text(style == ColumnStyle.Money ? "cost (USD)" : Cell.Clean(name)),
                new Text(Amount("used")),
                new Text(Amount("held")),
                new Text(isLimited ? Amount("limit") : "unlimited"),
                new Text(isLimited ? Amount("remaining") : Cell.Nothing),
                isLimited ? Bar(meter, limit, look) : Text.Empty);
        }
        return new Rows(Heading(usage), table);
    }

    private static Text Heading(JsonNode? usage)
    {
        var heading = $"Usage of {usage.Text("subject")} {usage.Text("id")}, window {usage.Text("window") ?? Cell.Nothing}";
        if (usage.Field("resets_at") is { } resetsAt) heading += $", resets at {Cell.Text(resetsAt, ColumnStyle.Time)} UTC";
        return new Text(Cell.Clean(heading));
    }

    private static Text Bar(JsonNode? meter, decimal limit, Look look)
    {
        Cell.TryNumber(meter.Field("used"), out var used);
        Cell.TryNumber(meter.Field("held"), out var held);
        var share = (used + held) / limit;
        var percent = (Math.Floor(share * 1000) / 10).ToString("0.#", CultureInfo.InvariantCulture);
        return new Text($"{look.Bar(used / limit, held / limit)} {percent}%", new Style(share >= 1 ? Color.Red : share >= 0.8m ? Color.Yellow : Color.Green));
    }
}
