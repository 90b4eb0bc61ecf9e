using System.Data.Common;

namespace LlmGateway.Ledger;

/// <summary>How a batch is written into one kind of database: each statement leaves alone what is there already.</summary>
internal interface ILedgerTables
{
    /// <summary>Writes within the connection's open transaction.</summary>
    Task WriteAsync(DbConnection connection, DbTransaction transaction, LedgerBatch batch, DateTimeOffset now, CancellationToken cancellation);
}
