namespace LlmGateway.Cli;

internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The gateway said no, or did not answer.</summary>
    public const int Failure = 1;

    public const int WrongUsage = 2;

    /// <summary>Interrupted: 128 + SIGINT, as shells count.</summary>
    public const int Cancelled = 130;
}
