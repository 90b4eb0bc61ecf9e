namespace LlmGateway;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The database cannot be reached, so nothing is admitted yet; the next try follows")]
    public static partial void StartDelayed(ILogger logger, Exception exception);
}
