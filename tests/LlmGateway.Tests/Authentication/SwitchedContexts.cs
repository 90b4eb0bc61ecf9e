using LlmGateway.Database;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Tests.Authentication;

/// <summary>A database that a test can take away, hold up and count the questions of.</summary>
internal sealed class SwitchedContexts(IDbContextFactory<GatewayContext> contexts) : IDbContextFactory<GatewayContext>
{
    private int _questions;

    public bool IsAway { get; set; }

    /// <summary>Questions wait for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Questions => Volatile.Read(ref _questions);

    public GatewayContext CreateDbContext() => contexts.CreateDbContext();

    public async Task<GatewayContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _questions);
        await Gate.WaitAsync(cancellationToken);
        return IsAway ? throw new TimeoutException("The database is away.") : contexts.CreateDbContext();
    }
}
