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

    [LoggerMessage(305, LogLevel.Critical, "Outbox entry {EntryId} cannot be read ({ExceptionType}); it stays where it is")]
    public static partial void OutboxUnreadable(ILogger logger, string entryId, string exceptionType);

    [LoggerMessage(312, LogLevel.Critical, "{Entries} outbox entries cannot be read; the whole outbox is kept as {Key}")]
    public static partial void OutboxPutAside(ILogger logger, string key, int entries);

    [LoggerMessage(306, LogLevel.Warning, "The shared store was rebuilt from the ledger as generation {Generation} in {Milliseconds} ms")]
    public static partial void Rebuilt(ILogger logger, string generation, long milliseconds);

    [LoggerMessage(307, LogLevel.Critical, "The shared store has lost entries that it had acknowledged (last number {Seen}, expected at least {Expected}); it is rebuilt from the ledger and the spools")]
    public static partial void StoreWentBack(ILogger logger, long seen, long expected);

    [LoggerMessage(308, LogLevel.Warning, "The shared store cannot be reached: {Reason}. Nothing is admitted; what ends is written down and counted later")]
    public static partial void StoreUnreachable(ILogger logger, string reason);

    [LoggerMessage(309, LogLevel.Information, "Generation {Generation} of the shared store is followed: {Calls} calls in flight brought back, {Settlements} settlements told again")]
    public static partial void GenerationAdopted(ILogger logger, string generation, int calls, int settlements);

    [LoggerMessage(310, LogLevel.Error, "A look at the shared store failed; the next follows")]
    public static partial void PulseFailed(ILogger logger, Exception exception);

    [LoggerMessage(311, LogLevel.Warning, "The settlement of {ReservationId} waits for the shared store; the spool has it")]
    public static partial void SettlementDeferred(ILogger logger, string reservationId);

    [LoggerMessage(302, LogLevel.Error, "Ended leases could not be resolved; the next try follows")]
    public static partial void ReapFailed(ILogger logger, Exception exception);
}
