using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LlmGateway.Cli.Commands;

/// <summary>The library's help with one more section: examples.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>Prose wider than this is hard to read.</summary>
    private const int WidestText = 120;

    private static readonly string[] s_firstSteps =
    [
        "llmgw health",
        "llmgw users create alice --tier pro",
        "llmgw limits set user alice --monthly-tokens 10000 --monthly-cost-usd 5.00",
        "llmgw keys create alice-laptop --user alice",
        "llmgw usage show user alice",
    ];

    public override bool ClearsParseErrors => true;

    public static void Install(RootCommand root, Terminal terminal)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples(new HelpAction { MaxWidth = Math.Min(terminal.Width, WidestText) });
    }

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in parseResult.CommandResult.Command is GatewayCommand command ? command.Examples : s_firstSteps)
            output.WriteLine($"  {example}");
        return ExitCode.Success;
    }
}
