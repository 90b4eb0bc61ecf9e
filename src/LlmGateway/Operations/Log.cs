namespace LlmGateway.Operations;

internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Information, "config/{Name} was read again and is in force")]
    public static partial void Reloaded(ILogger logger, string name);

    [LoggerMessage(201, LogLevel.Error, "config/{Name} changed and is not valid, so the old content stays in force: {Problems}")]
    public static partial void ReloadRefused(ILogger logger, string name, string problems);
}
