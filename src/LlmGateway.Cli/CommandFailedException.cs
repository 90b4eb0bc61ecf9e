namespace LlmGateway.Cli;

/// <summary>Ends a command: what went wrong in one line, then lines that say more or what to do about it.</summary>
internal sealed class CommandFailedException(int exitCode, string message, params IReadOnlyList<string> hints) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public IReadOnlyList<string> Hints { get; } = hints;

    public static CommandFailedException Usage(string message, params IReadOnlyList<string> hints) => new(Cli.ExitCode.WrongUsage, message, hints);
}
