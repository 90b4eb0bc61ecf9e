using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

/// <summary>Tells a database that is away or too busy from a fault of ours, and from two writers that make the same row.</summary>
internal static class DatabaseFailure
{
    private const string UniqueViolation = "23505"; // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private const int SqliteConstraint = 19; // https://www.sqlite.org/rescode.html#constraint

    public static bool IsAbsence(Exception exception) => exception switch
    {
        DbUpdateException { InnerException: { } inner } => IsAbsence(inner),
        DbException or TimeoutException => true,
        // Without a retrying strategy EF wraps what it takes for a passing failure of the connection.
        InvalidOperationException { InnerException: DbException } => true,
        _ => false,
    };

    /// <summary>The ledger writer makes rows of users too, without asking the administration.</summary>
    public static bool IsDuplicate(Exception exception) =>
        exception is DbUpdateException { InnerException: DbException { SqlState: UniqueViolation } or SqliteException { SqliteErrorCode: SqliteConstraint } };
}
