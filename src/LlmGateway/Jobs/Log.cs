namespace LlmGateway.Jobs;

internal static partial class Log
{
    [LoggerMessage(500, LogLevel.Information, "{Operation}: job {JobId} is bound to {ReservationId}")]
    public static partial void Bound(ILogger logger, string operation, string jobId, string reservationId);

    [LoggerMessage(501, LogLevel.Warning, "A look at the job of {ReservationId} ({Operation}) failed: {ExceptionType}; the next follows")]
    public static partial void PollFailed(ILogger logger, string operation, string reservationId, string exceptionType);

    [LoggerMessage(502, LogLevel.Error, "A round of looking at jobs failed; the next follows")]
    public static partial void PollRoundFailed(ILogger logger, Exception exception);

    [LoggerMessage(503, LogLevel.Warning, "The ledger could not be asked whether job {JobId} was bound before: {ExceptionType}")]
    public static partial void LedgerNotAsked(ILogger logger, string jobId, string exceptionType);
}
