using System.CommandLine;

namespace LlmGateway.Cli.Commands;

internal static class AuditCommand
{
    public static Command Build(Sessions sessions)
    {
        var command = new GatewayCommand("audit", "Lists who changed what, newest first.", "llmgw audit --limit 20", "llmgw audit --all --json");
        var options = new ListOptions();
        options.AddTo(command);
        sessions.Serve(command, (session, cancel) => options.ShowAsync(session, () => session.Path("audit"), columns: null, cancel));
        return command;
    }
}
