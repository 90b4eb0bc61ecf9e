namespace LlmGateway.Pipeline;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Refused {Method} for {Provider}: {Code} ({RequestId})")]
    public static partial void Refused(ILogger logger, string provider, string code, string method, string requestId);

    [LoggerMessage(101, LogLevel.Critical, "Settlement of {ReservationId} could not be counted; the spool holds it if the disk does")]
    public static partial void SettlementFailed(ILogger logger, string reservationId, Exception exception);

    [LoggerMessage(102, LogLevel.Debug, "{Operation} {RequestId}: {Kind}, {Tokens} tokens, {CostNano} nano-USD, {Certainty}")]
    public static partial void Settled(ILogger logger, string operation, string requestId, Metering.EntryKind kind, long tokens, long costNano, Metering.Certainty? certainty);

    [LoggerMessage(103, LogLevel.Warning, "{Subject} {Meter}: a limit in shadow would have refused {RequestId}")]
    public static partial void WouldRefuse(ILogger logger, string subject, string meter, string requestId);

    [LoggerMessage(104, LogLevel.Warning, "Forwarding to {Provider} failed: {Error} ({RequestId})")]
    public static partial void ForwardingFailed(ILogger logger, string provider, string error, string requestId);

    [LoggerMessage(105, LogLevel.Warning, "{Operation} {RequestId}: the key {Failed} was turned down ({Status}); the next attempt uses {Next}")]
    public static partial void FailedOver(ILogger logger, string operation, string requestId, string failed, string next, int? status);
}
