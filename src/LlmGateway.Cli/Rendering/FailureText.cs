using LlmGateway.Cli.Calling;

namespace LlmGateway.Cli.Rendering;

/// <summary>A failure on standard error. The admin token is blotted out, whoever put it into the words.</summary>
internal static class FailureText
{
    public static void Write(TextWriter error, CommandFailedException failure, AdminToken? token)
    {
        error.WriteLine("error: " + Safe(failure.Message, token));
        foreach (var hint in failure.Hints) error.WriteLine("  " + Safe(hint, token));
    }

    private static string Safe(string text, AdminToken? token)
    {
        text = Cell.Clean(text);
        return token is null ? text : text.Replace(token.Secret, "***", StringComparison.Ordinal);
    }
}
