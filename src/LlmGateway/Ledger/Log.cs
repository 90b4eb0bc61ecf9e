namespace LlmGateway.Ledger;

internal static partial class Log
{
    [LoggerMessage(700, LogLevel.Error, "Ledger rows could not be written; they wait in the outbox, and the next try follows")]
    public static partial void WriteFailed(ILogger logger, Exception exception);
}
