using System.CommandLine;
using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

/// <summary>Do counters and ledger agree, and how they are made to. Exit code 1 if they do not.</summary>
internal static class ConsistencyCommands
{
    public static Command BuildCheck(Sessions sessions)
    {
        var command = new GatewayCommand("check", "Compares counters, reservations and outbox with the ledger; exit code 1 if something differs. Calls go on meanwhile.",
            "llmgw check", "llmgw check --json");
        sessions.Serve(command, async (session, cancel) => Show(session, await session.Client.PostAsync(AdminPath.Of("consistency-checks"), null, cancel)));
        return command;
    }

    public static Command BuildRebuild(Sessions sessions)
    {
        var command = new GatewayCommand("rebuild", "Makes the counters anew from ledger, outbox and live reservations, then checks. With Redis, every gateway refuses calls for about two seconds.",
            "llmgw rebuild --yes");
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        command.Add(yes);
        sessions.Serve(command, async (session, cancel) =>
        {
            if (!session.Value(yes) && !Confirmation.Ask(session.Terminal, "Make all counters anew? With Redis, every gateway refuses calls for about two seconds."))
                throw new CommandFailedException(ExitCode.Failure, "Nothing was rebuilt.");
            return Show(session, await session.Client.PostAsync(AdminPath.Of("rebuilds"), null, cancel));
        });
        return command;
    }

    private static int Show(Session session, JsonNode? report)
    {
        session.Screen.Show(report, look => ConsistencyTable.Of(report, look));
        return report.Field("consistent") is JsonValue consistent && consistent.TryGetValue<bool>(out var agrees) && agrees ? ExitCode.Success : ExitCode.Failure;
    }
}
