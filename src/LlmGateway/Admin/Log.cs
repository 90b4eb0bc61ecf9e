namespace LlmGateway.Admin;

internal static partial class Log
{
    [LoggerMessage(900, LogLevel.Error, "{Method} {Route} failed")]
    public static partial void Failed(ILogger logger, string method, string route, Exception exception);

    [LoggerMessage(901, LogLevel.Warning, "The database did not answer the admin API")]
    public static partial void DatabaseUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(902, LogLevel.Warning, "The quota store did not answer the admin API")]
    public static partial void StoreUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(903, LogLevel.Warning, "Policy change {Version} is committed but not in force here yet; it follows as soon as the database answers")]
    public static partial void ChangeFollows(ILogger logger, long version, Exception exception);
}
