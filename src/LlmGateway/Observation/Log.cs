namespace LlmGateway.Observation;

internal static partial class Log
{
    [LoggerMessage(600, LogLevel.Error, "The usage reader of {Operation} failed with {ExceptionType}; the call is booked by what was seen or by its hold")]
    public static partial void ReaderBroke(ILogger logger, string operation, string exceptionType);

    [LoggerMessage(601, LogLevel.Critical, "{Operation}: what the answer tells of a job or an object could not be written down")]
    public static partial void OutcomeNotSeen(ILogger logger, string operation, Exception exception);
}
