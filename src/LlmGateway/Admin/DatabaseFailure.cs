using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

/// <summary>Tells a database that is away or too busy from a fault of ours.</summary>
internal static class DatabaseFailure
{
    public static bool Is(Exception exception) => exception switch
    {
        DbUpdateException { InnerException: { } inner } => Is(inner),
        DbException or TimeoutException => true,
        // Without a retrying strategy EF wraps what it takes for a passing failure of the connection.
        InvalidOperationException { InnerException: DbException } => true,
        _ => false,
    };
}
