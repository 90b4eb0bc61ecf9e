using System.CommandLine;
using LlmGateway.Cli.Commands;

namespace LlmGateway.Cli;

/// <summary>The table of contents of <c>llmgw</c>: a thin client of the admin API, one file per group of commands.</summary>
internal static class Program
{
    internal static Task<int> Main(string[] args) => RunAsync(args, Terminal.OfProcess());

    internal static Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal) => Invocation.RunAsync(Build(terminal), args, terminal);

    internal static RootCommand Build(Terminal terminal)
    {
        var options = new GlobalOptions();
        var sessions = new Sessions(options, terminal);

        var root = new RootCommand("Administers an LlmGateway: keys, users, limits, usage, prices and the ledger.")
        {
            OrganizationsCommands.Build(sessions),
            TeamsCommands.Build(sessions),
            UsersCommands.Build(sessions),
            KeysCommands.Build(sessions),
            LimitsCommands.Build(sessions),
            UsageCommands.Build(sessions),
            LedgerCommand.Build(sessions),
            ReportsCommand.Build(sessions),
            PricesCommand.Build(sessions),
            AuditCommand.Build(sessions),
            ConsistencyCommands.BuildCheck(sessions),
            ConsistencyCommands.BuildRebuild(sessions),
            HealthCommand.Build(sessions),
        };
        options.AddTo(root);
        HelpWithExamples.Install(root, terminal);
        return root;
    }
}
