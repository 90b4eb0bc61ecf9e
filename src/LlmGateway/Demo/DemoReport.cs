using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace LlmGateway.Demo;

/// <summary>Shows the demo: live, a line a call, and as a table at the end.</summary>
internal sealed class DemoReport(IAnsiConsole console)
{
    private readonly List<DemoRow> _rows = [];
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
            _rows.Add(new(Who, call.Provider, call.Caption, "-", "refused", "-", Left(usage), $"429 {Code(error)}: {message}"));
            return;
        }

        var row = await LedgerRowAsync(stage, answer.RequestId, cancellation);
        var actual = Actual(row);
        var cost = "$" + row["cost_usd"]!.GetValue<string>();
        console.MarkupLineInterpolated($"  [green]✓[/] {call.Caption}: estimated {answer.EstimatedTokens} tokens, used {actual}, {cost}; left: {Left(usage)}");
        _rows.Add(new(Who, call.Provider, row["operation"]!.GetValue<string>(), answer.EstimatedTokens + " tokens", actual, cost, Left(usage), null));
    }

    public void End()
    {
        var table = new Table().Border(TableBorder.Rounded).Title("What was booked");
        foreach (var column in (ReadOnlySpan<string>)["who", "provider", "operation", "estimate", "actual", "cost", "left"]) table.AddColumn(column);
        foreach (var row in _rows) table.AddRow(new[] { row.Who, row.Provider, row.Operation, row.Estimate, row.Actual, row.Cost, row.Left }.Select(Markup.Escape).ToArray());
        console.WriteLine();
        console.Write(table);

        console.MarkupLine("\n[bold]The refusals, as the SDKs' users see them[/] (429 in the provider's own shape; openai-node does not retry it)");
        foreach (var row in _rows.Where(row => row.Refusal is not null)) console.MarkupLineInterpolated($"  {row.Provider,-7} {row.Refusal}");

        console.MarkupLine("\n[bold]Go on[/]");
        console.MarkupLine("  [grey]# simulated providers that stay, and a gateway in front of them[/]");
        console.MarkupLine("  dotnet run --project src/LlmGateway -- simulate");
        console.MarkupLine("  OPENAI_API_KEY=x GEMINI_API_KEY=x HEYGEN_API_KEY=x \\\n    ReverseProxy__Clusters__openai__Destinations__default__Address=http://127.0.0.1:8090/openai/ dotnet run --project src/LlmGateway");
        console.MarkupLine("  [grey]# the real thing[/]");
        console.MarkupLine("  OPENAI_API_KEY=sk-... dotnet run --project src/LlmGateway");
        console.MarkupLine("  dotnet run --project src/LlmGateway.Cli -- keys create --name my-first-key");
        console.MarkupLine("  [grey]# then set your SDK's base URL to[/] http://127.0.0.1:8080/openai/v1\n");
    }

    private string Who => _kind == "key" ? "staging key" : _id;

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

    private static string Actual(JsonNode row) => row["video_seconds"] is { } seconds && Number(seconds) > 0
        ? FormattableString.Invariant($"1 video, {Number(seconds):0.#} s")
        : FormattableString.Invariant($"{Number(row["tokens_used"]!):N0} tokens");

    private static string Left(JsonNode usage)
    {
        var meters = usage["meters"]!.AsObject();
        return string.Join(", ", meters.Where(meter => meter.Value!["limit"] is not null && meter.Key is "tokens" or "cost" or "videos" && meter.Value!["remaining"] is not null)
            .Select(meter => meter.Key == "cost" ? $"${meter.Value!["remaining"]}" : FormattableString.Invariant($"{Number(meter.Value!["remaining"]!):N0} {meter.Key}")));
    }

    private static decimal Number(JsonNode node) => decimal.Parse(node.ToString(), CultureInfo.InvariantCulture);
}
