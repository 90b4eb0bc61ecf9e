using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Database;

/// <summary>Whether the database answers, for the health endpoint.</summary>
internal sealed class DatabaseProbe(IDbContextFactory<GatewayContext> contexts, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(either.Token);
            return await context.Database.CanConnectAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
