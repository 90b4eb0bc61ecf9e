using LlmGateway.Metering;

namespace LlmGateway.Quotas;

internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning, "The lease of {ReservationId} ended without a settlement; booked as {Kind}")]
    public static partial void LeaseEnded(ILogger logger, string reservationId, EntryKind kind);

    [LoggerMessage(301, LogLevel.Error, "Leases of calls in flight could not be prolonged; the next try follows")]
    public static partial void RenewalFailed(ILogger logger, Exception exception);

    [LoggerMessage(303, LogLevel.Critical, "The write-ahead log cannot be written; if the process dies now, calls may be booked at their hold")]
    public static partial void SpoolFailed(ILogger logger, Exception exception);

    [LoggerMessage(304, LogLevel.Warning, "{File} ends in the middle of a record: that is where the process died; the record is left out")]
    public static partial void SpoolTorn(ILogger logger, string file);

    [LoggerMessage(302, LogLevel.Error, "Ended leases could not be resolved; the next try follows")]
    public static partial void ReapFailed(ILogger logger, Exception exception);
}
