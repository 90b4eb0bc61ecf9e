namespace LlmGateway.Cli.Commands;

/// <summary>Asks before something that cannot be undone. The question goes to standard error, so that standard output stays the answer's.</summary>
internal static class Confirmation
{
    public static bool Ask(Terminal terminal, string question)
    {
        terminal.Error.Write($"{question} [y/N] ");
        terminal.Error.Flush();
        var answer = terminal.In.ReadLine() ?? throw CommandFailedException.Usage("Nobody is there to confirm.", "Pass --yes.");
        return answer.Trim() is "y" or "Y" or "yes" or "Yes";
    }
}
