using System.CommandLine;
using LlmGateway.Cli.Calling;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

internal static class ReportsCommand
{
    public static Command Build(Sessions sessions)
    {
        var command = new GatewayCommand("reports", "Sums the ledger of one window by users, models and so on.",
            "llmgw reports --by user,model --window 2026-11", "llmgw reports --by team --format csv > teams.csv");
        var by = new Option<string>("--by") { Description = "What to group by, with commas.", HelpName = "name,name", DefaultValueFactory = _ => "user" };
        var window = new Option<string?>("--window") { Description = "A month such as 2026-11 (default: the current one).", HelpName = "month" };
        var from = new Option<string?>("--from") { Description = "First day, instead of a month; with --to.", HelpName = "date" };
        var to = new Option<string?>("--to") { Description = "Last day, included.", HelpName = "date" };
        var format = new Option<string>("--format") { Description = "How to print it.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "csv", "json");
        command.Add(by);
        command.Add(window);
        command.Add(from);
        command.Add(to);
        command.Add(format);
        sessions.Serve(command, async (session, cancel) =>
        {
            AdminPath Path(string sent) => session.Path("reports").With("group_by", session.Value(by)).With("window", session.Value(window))
                .With("from", session.Value(from)).With("to", session.Value(to)).With("format", sent);

            if (session.Value(format) == "csv")
            {
                if (session.Screen.IsJson) throw CommandFailedException.Usage("--json and --format csv exclude each other.");
                session.Screen.WriteRaw(await session.Client.GetTextAsync(Path("csv"), cancel));
                return ExitCode.Success;
            }

            var report = await session.Client.GetAsync(Path("json"), cancel);
            if (session.Value(format) == "json") session.Screen.WriteJson(report);
            else session.Screen.Show(report, look => RowTable.Of(report.Rows("data"), columns: null, look));
            return ExitCode.Success;
        });
        return command;
    }
}
