using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace LlmGateway.Demo;

/// <summary>Shows the demo: live, a line a call, and as a table at the end.</summary>
internal sealed class DemoReport(IAnsiConsole console)
{
    private const string GoOn = """
          # simulated providers that stay; it prints the settings of a gateway in front of them
          dotnet run --project src/LlmGateway -- simulate

          # the real thing: then set your SDK's base URL to http://127.0.0.1:8080/openai/v1
          OPENAI_API_KEY=sk-... dotnet run --project src/LlmGateway
          dotnet run --project src/LlmGateway.Cli -- keys create my-first-key

        """;

    private readonly List<DemoRow> _rows = [];
    private readonly Dictionary<string, string> _operations = [];
    private string _kind = "";
    private string _id = "";

    public void Begin() => console.MarkupLine("\n[bold]LlmGateway demo[/]: simulated OpenAI, Gemini and HeyGen behind a real gateway. No account, no key, no cost.\n");

    public void Started(DemoStage stage)
    {
        console.MarkupLineInterpolated($"  providers (simulated)  [grey]{stage.ProvidersAddress}[/]");
        console.MarkupLineInterpolated($"  gateway                [grey]{stage.Address}[/]");
    }

    public void Chapter(string title, string kind, string id)
    {
        (_kind, _id) = (kind, id);
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{title}[/]");
    }

    public void Submitted(DemoCall call) => console.MarkupLineInterpolated($"  … {call.Caption}: submitted, its quota is held until the job ends");

    /// <summary>Looks the call up in the ledger, as an operator would, and shows it.</summary>
    public async Task CalledAsync(DemoStage stage, DemoCall call, DemoAnswer answer, CancellationToken cancellation)
    {
        var usage = await stage.GetAsync($"usage/{_kind}/{_id}", cancellation);
        if (answer.Refused)
        {
            var error = answer.Body is JsonArray array ? array[0]!["error"]! : answer.Body!["error"]!;
            var message = error["message"]!.GetValue<string>();
            console.MarkupLineInterpolated($"  [red]✗ {call.Caption}: 429[/] {message}");
            _rows.Add(new(Who, call.Provider, _operations.GetValueOrDefault(call.Caption, call.Caption), "", "refused", "", Left(usage, Meter(error)), $"{Code(error)}: {message}"));
            return;
        }

        var row = await LedgerRowAsync(stage, answer.RequestId, cancellation);
        var isVideo = Number(row["video_seconds"] ?? 0) > 0;
        var estimate = isVideo ? "1 video" : $"{answer.EstimatedTokens} tok";
        var held = isVideo ? "" : FormattableString.Invariant($", held {Number(row["metadata"]!["held_tokens"]!):N0}");
        var actual = isVideo ? FormattableString.Invariant($"{Number(row["video_seconds"]!):0.#} s video") : FormattableString.Invariant($"{Number(row["tokens_used"]!):N0} tok");
        var cost = FormattableString.Invariant($"${Number(row["cost_usd"]!):0.######}");
        var left = Left(usage, isVideo ? "videos" : "tokens");
        console.MarkupLineInterpolated($"  [green]✓[/] {call.Caption}: estimated {estimate}{held}, used {actual}, {cost}; left {left}");
        var operation = _operations[call.Caption] = row["operation"]!.GetValue<string>()[(call.Provider.Length + 1)..];
        _rows.Add(new(Who, call.Provider, operation, estimate, actual, cost, left, null));
    }

    public void End()
    {
        console.WriteLine();
        console.Write(Booked());

        console.MarkupLine("\n[bold]The refusals, as the SDKs' users see them[/] (HTTP 429 in the provider's own shape)");
        foreach (var row in _rows.Where(row => row.Refusal is not null)) console.MarkupLineInterpolated($"  {row.Provider,-7} {row.Refusal}");

        console.MarkupLine("\n[bold]Go on[/]");
        console.Profile.Out.Writer.WriteLine(GoOn); // To be copied: never wrapped.
    }

    private Table Booked()
    {
        var table = new Table().Border(TableBorder.None).Title("What was booked");
        foreach (var column in (ReadOnlySpan<string>)["provider", "operation"]) table.AddColumn(new TableColumn($"[bold]{column}[/]").NoWrap().PadLeft(0).PadRight(1));
        foreach (var column in (ReadOnlySpan<string>)["estimate", "actual", "cost", "left"]) table.AddColumn(new TableColumn($"[bold]{column}[/]").NoWrap().RightAligned().PadLeft(0).PadRight(1));
        foreach (var chapter in _rows.GroupBy(row => row.Who))
        {
            table.AddRow(new Markup($"[bold]{Markup.Escape(chapter.Key)}[/]"));
            foreach (var row in chapter) table.AddRow(new[] { row.Provider, row.Operation, row.Estimate, row.Actual, row.Cost, row.Left }.Select(Markup.Escape).ToArray());
        }

        return table;
    }

    private string Who => _kind == "key" ? "staging" : _id;

    private static string Code(JsonNode error) => (error["status"] ?? error["code"])!.ToString();

    /// <summary>The books are closed just after the answer; the row follows within moments.</summary>
    private static async Task<JsonNode> LedgerRowAsync(DemoStage stage, string requestId, CancellationToken cancellation)
    {
        for (var looks = 0; looks < 100; looks++)
        {
            var rows = (await stage.GetAsync($"ledger?request_id={requestId}", cancellation))["data"]!.AsArray();
            if (rows.Count > 0) return rows[0]!;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }

        throw new DemoFailedException($"The ledger has no row for {requestId}.");
    }

    /// <summary>The meter that said no; each dialect has its own place for it.</summary>
    private static string Meter(JsonNode error) => (error["quota"] ?? error["details"]![0]!["metadata"]!)["meter"]!.GetValue<string>();

    /// <summary>What remains of a meter, or of the money where the meter itself is not limited.</summary>
    private static string Left(JsonNode usage, string meter)
    {
        var remaining = usage["meters"]![meter]?["remaining"];
        if (remaining is null || meter == "cost") return FormattableString.Invariant($"${Number(usage["meters"]!["cost"]!["remaining"]!):0.0000}");
        return FormattableString.Invariant($"{Number(remaining):N0} {(meter == "tokens" ? "tok" : Number(remaining) == 1 ? meter[..^1] : meter)}");
    }

    private static decimal Number(JsonNode node) => decimal.Parse(node.ToString(), CultureInfo.InvariantCulture);
}
