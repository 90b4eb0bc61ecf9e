namespace LlmGateway.Database;

internal static partial class Log
{
    [LoggerMessage(800, LogLevel.Information, "The database was brought to this version's tables")]
    public static partial void Migrated(ILogger logger);
}
