using System.CommandLine;
using System.Text.Json.Nodes;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

internal static class UsageCommands
{
    private static readonly string[] s_meters = ["tokens", "calls", "cost", "videos", "images", "scripts", "video_seconds"];

    public static Command Build(Sessions sessions) => new GatewayCommand("usage", "What a subject has used and what calls under way hold.", "llmgw usage show user alice")
    {
        Show(sessions),
        Reset(sessions),
    };

    private static GatewayCommand Show(Sessions sessions)
    {
        var command = new GatewayCommand("show", "Shows used, held and remaining amounts of one window.",
            "llmgw usage show user alice", "llmgw usage show organization acme --window 2026-11");
        var subject = new SubjectArguments();
        var window = new Option<string?>("--window") { Description = "A month such as 2026-11 (default: the current window).", HelpName = "month" };
        subject.AddTo(command);
        command.Add(window);
        sessions.Serve(command, async (session, cancel) =>
        {
            var usage = await session.Client.GetAsync(subject.Path(session, "usage").With("window", session.Value(window)), cancel);
            session.Screen.Show(usage, look => UsageTable.Of(usage, look));
            return ExitCode.Success;
        });
        return command;
    }

    private static GatewayCommand Reset(Sessions sessions)
    {
        var command = new GatewayCommand("reset", "Sets the current window's usage back to zero. The ledger's rows stay; the reset is written down beside them.",
            "llmgw usage reset user alice --reason \"test traffic\" --yes", "llmgw usage reset user alice --meters tokens,cost --reason \"goodwill\"");
        var subject = new SubjectArguments();
        var fields = new FieldSet(
            Field.Verbatim("--reason", "reason", "Why, for the audit."),
            Field.Names("--meters", "meters", $"Only these of {string.Join(", ", s_meters)} (default: all)."));
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        subject.AddTo(command);
        fields.AddTo(command);
        command.Add(yes);
        sessions.Serve(command, async (session, cancel) =>
        {
            var body = fields.Read(session.Parsed);
            if (!session.Value(yes) && !Confirmation.Ask(session.Terminal, $"Reset {Meters(body)} of {subject.Name(session)} to zero?"))
                throw new CommandFailedException(ExitCode.Failure, "Nothing was reset.");

            var answer = await session.Client.PostAsync(subject.Path(session, "usage", "reset"), body, cancel);
            session.Screen.Done(answer, $"Reset {Meters(body)} of {subject.Name(session)}.");
            return ExitCode.Success;
        });
        return command;
    }

    private static string Meters(JsonObject body) =>
        body["meters"] is JsonArray meters ? string.Join(", ", meters.Select(meter => meter!.GetValue<string>())) : "the whole usage";
}
