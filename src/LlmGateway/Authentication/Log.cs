namespace LlmGateway.Authentication;

internal static partial class Log
{
    [LoggerMessage(150, LogLevel.Error, "The database cannot be asked for policies; known keys go on, unknown ones are refused until it answers")]
    public static partial void DatabaseAway(ILogger logger, Exception exception);

    [LoggerMessage(151, LogLevel.Information, "The database answers again; policies are current as of change {Version}")]
    public static partial void DatabaseBack(ILogger logger, long version);

    [LoggerMessage(152, LogLevel.Error, "Users or organizations have the tier {Tier}, which config/tiers.json does not have; their calls are refused")]
    public static partial void TierMissing(ILogger logger, string tier);

    [LoggerMessage(153, LogLevel.Error, "This machine does not know the time zone {Zone}; calls of organizations in it are refused (install tzdata)")]
    public static partial void ZoneMissing(ILogger logger, string zone);

    [LoggerMessage(154, LogLevel.Warning, "The database's history of policy changes is another one than before (restored from a backup?); everything is read anew")]
    public static partial void HistoryChanged(ILogger logger);
}
