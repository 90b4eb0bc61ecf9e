using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Database;

/// <summary>Whether the database answers, for the health endpoint: asked anew each time, because an open connection says nothing about a server that stands still.</summary>
internal sealed class DatabaseProbe(IDbContextFactory<GatewayContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            // Not by its token: to cancel a statement the driver asks the very server that does not answer.
            await AskAsync().WaitAsync(s_patience, time, cancellation);
            return true;
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or InvalidOperationException)
        {
            return false;
        }
    }

    private async Task AskAsync()
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await context.Database.ExecuteSqlRawAsync("SELECT 1", CancellationToken.None);
    }
}
