using System.CommandLine;
using System.Text.Json.Nodes;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

internal static class HealthCommand
{
    public static Command Build(Sessions sessions)
    {
        var command = new GatewayCommand("health", "Is the gateway ready? Needs no token; exit code 1 if not.", "llmgw health --url https://gateway.example.com");
        sessions.ServeAnybody(command, async (session, cancel) =>
        {
            var answer = await session.Client.GetReadinessAsync(cancel);
            var health = answer.Json is JsonObject said ? said : new JsonObject { ["status"] = StatusOf(answer.Body, answer.IsSuccess) };
            session.Screen.Show(health, _ => DetailTable.Of(health));
            if (answer.IsSuccess) return ExitCode.Success;
            throw new CommandFailedException(ExitCode.Failure, $"The gateway at {session.Connection.ShownAddress} is not ready (HTTP {answer.Status}).");
        });
        return command;
    }

    private static string StatusOf(string body, bool ready) => body.Trim() is { Length: > 0 and <= 40 } word ? word : ready ? "ready" : "not ready";
}
