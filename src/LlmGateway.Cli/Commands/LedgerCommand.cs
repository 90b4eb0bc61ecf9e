using System.CommandLine;
using LlmGateway.Cli.Calling;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

internal static class LedgerCommand
{
    private static readonly Column[] s_columns =
    [
        new("Time (UTC)", "created_at", ColumnStyle.Time),
        new("User", "user"),
        new("Key", "api_key") { GoesAt = 3 },
        new("Team", "team") { GoesAt = 6 },
        new("Operation", "operation") { GoesAt = 1 },
        new("Model", "model"),
        new("Tokens", "tokens_used", ColumnStyle.Number),
        new("Calls", "calls_made", ColumnStyle.Number) { GoesAt = 9 },
        new("Images", "images", ColumnStyle.Number) { GoesAt = 7 },
        new("Video s", "video_seconds", ColumnStyle.Number) { GoesAt = 7 },
        new("Cost USD", "cost_usd", ColumnStyle.Money),
        new("Kind", "kind") { GoesAt = 2 },
        new("Certainty", "certainty") { GoesAt = 5 },
        new("Status", "status", ColumnStyle.Number) { GoesAt = 1 },
        new("ms", "latency_ms", ColumnStyle.Number) { GoesAt = 8 },
        new("Request", "request_id") { GoesAt = 4 },
    ];

    public static Command Build(Sessions sessions)
    {
        var command = new GatewayCommand("ledger", "Lists the ledger's rows, newest first: what each call used and cost.",
            "llmgw ledger --user alice --from 2026-11-01 --limit 20",
            "llmgw ledger --operation-type video_generation --all --json",
            "llmgw ledger --request-id req_01jb3v9k5n8q2w4x6y7z0a1b2c");
        Field[] filters =
        [
            Field.Verbatim("--user", "user", "Only this user's.", "id"),
            Field.Verbatim("--key", "key", "Only this key's.", "id"),
            Field.Verbatim("--team", "team", "Only this team's.", "id"),
            Field.Verbatim("--provider", "provider", "openai, gemini or heygen.", "name"),
            Field.Verbatim("--model", "model", "Only this model.", "name"),
            Field.Verbatim("--operation-type", "operation_type", "llm_call, script_generation, image_generation, video_generation, embedding, audio, realtime or other.", "type"),
            Field.Verbatim("--request-id", "request_id", "The rows of one request.", "id"),
            Field.Moment("--from", "from", "Admitted at this time or later."),
            Field.Moment("--to", "to", "Admitted before this time."),
        ];
        var options = new ListOptions();
        foreach (var filter in filters) command.Add(filter.Option);
        options.AddTo(command);
        sessions.Serve(command, (session, cancel) => options.ShowAsync(session, () => Path(session, filters), s_columns, cancel));
        return command;
    }

    private static AdminPath Path(Session session, Field[] filters)
    {
        var path = session.Path("ledger");
        foreach (var filter in filters)
            if (session.Value(filter.Option) is { } text) path.With(filter.Json, filter.ValueOf(text).AsText());
        return path;
    }
}
