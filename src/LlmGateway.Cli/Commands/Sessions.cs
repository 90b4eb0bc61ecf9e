using System.CommandLine;
using LlmGateway.Cli.Calling;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

/// <summary>Opens a session for a command, runs it, and turns a failure into words on standard error and an exit code.</summary>
internal sealed class Sessions(GlobalOptions options, Terminal terminal)
{
    public delegate Task<int> Run(Session session, CancellationToken cancel);

    /// <summary>Lets <paramref name="command"/> do <paramref name="run"/> with an admin token.</summary>
    public void Serve(Command command, Run run) => command.SetAction((parsed, cancel) => RunAsync(parsed, run, tokenRequired: true, cancel));

    /// <summary>As <see cref="Serve"/>, for what the gateway answers to anybody.</summary>
    public void ServeAnybody(Command command, Run run) => command.SetAction((parsed, cancel) => RunAsync(parsed, run, tokenRequired: false, cancel));

    private async Task<int> RunAsync(ParseResult parsed, Run run, bool tokenRequired, CancellationToken cancel)
    {
        AdminToken? token = null;
        try
        {
            var connection = options.Connection(parsed, terminal.Environment, tokenRequired);
            token = connection.Token;
            using var client = new AdminClient(connection);
            return await run(new Session(parsed, connection, client, new Screen(terminal, options.IsJson(parsed)), terminal), cancel);
        }
        catch (CommandFailedException failure)
        {
            FailureText.Write(terminal.Error, failure, token);
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
    }
}
