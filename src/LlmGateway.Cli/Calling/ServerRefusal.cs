using System.Text.Json.Nodes;

namespace LlmGateway.Cli.Calling;

/// <summary>What the server's <c>{"error":{"code","message","param","request_id"}}</c> says, in words for people.</summary>
internal static class ServerRefusal
{
    public static CommandFailedException Of(ServerAnswer answer, Connection connection)
    {
        if (answer.Json.Field("error") is not JsonObject error)
        {
            return new CommandFailedException(ExitCode.Failure,
                $"{connection.ShownAddress} answered HTTP {answer.Status} without saying why.", "Is --url the address of the gateway itself?");
        }

        var code = error.Text("code");
        var hints = new List<string>();
        Add(hints, "code", code);
        Add(hints, "param", error.Text("param"));
        Add(hints, "request id", error.Text("request_id"));
        if (answer.Status == 401) hints.Add(Unauthorized(connection));
        if (answer.Status == 503) hints.Add("Try again in a moment; `llmgw health` says what is missing.");
        return new CommandFailedException(ExitCode.Failure, error.Text("message") ?? $"HTTP {answer.Status}", hints);
    }

    private static void Add(List<string> hints, string name, string? value)
    {
        if (value is not null) hints.Add($"{name}: {value}");
    }

    private static string Unauthorized(Connection connection) => connection.Token is { } token
        ? $"The token came from {token.Source}. It must be the gateway's Admin:Token; a virtual key is not an admin token."
        : "Give --token or set LLMGW_TOKEN.";
}
