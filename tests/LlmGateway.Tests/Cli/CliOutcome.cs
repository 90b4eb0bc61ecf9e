namespace LlmGateway.Tests.Cli;

internal sealed record CliOutcome(int ExitCode, string Out, string Error)
{
    /// <summary>Each line of standard output with runs of blanks made one, so that a test reads like a table.</summary>
    public static IReadOnlyList<string> Lines(string output) =>
        [.. output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim()).Where(line => line.Length > 0)];
}
