using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Database;

/// <summary>
/// Brings the database to this version's tables. Safe from several gateways at once: PostgreSQL under an advisory lock of ours; SQLite under the
/// data directory's lock, after removing the lock row that EF leaves behind when a migrating process is killed (and then waits on for ever).
/// </summary>
internal sealed class Migrator(IDbContextFactory<GatewayContext> contexts, DatabaseOptions options, ILogger<Migrator> logger)
{
    /// <summary>Any number, but the same in every version: "llmgw" in ASCII.</summary>
    private const long AdvisoryLock = 0x6C6C6D6777;

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        context.Database.SetCommandTimeout(s_longest); // Large tables, and whoever else is migrating.
        if (!options.IsPostgres) await PrepareSqliteAsync(context, cancellation);
        if (!await IsPendingAsync(context, cancellation)) return;
        if (!options.IsPostgres)
        {
            await ApplyAsync(context, cancellation);
            return;
        }

        await context.Database.OpenConnectionAsync(cancellation);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({AdvisoryLock})", cancellation);
        try
        {
            if (await IsPendingAsync(context, cancellation)) await ApplyAsync(context, cancellation);
        }
        finally
        {
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
            await context.Database.CloseConnectionAsync();
        }
    }

    public async Task<bool> IsPendingAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await IsPendingAsync(context, cancellation);
    }

    private static async Task<bool> IsPendingAsync(GatewayContext context, CancellationToken cancellation) =>
        (await context.Database.GetPendingMigrationsAsync(cancellation)).Any();

    private async Task ApplyAsync(GatewayContext context, CancellationToken cancellation)
    {
        await context.Database.MigrateAsync(cancellation);
        Log.Migrated(logger);
    }

    private static async Task PrepareSqliteAsync(GatewayContext context, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL;", cancellation);
        var locked = await context.Database.SqlQuery<int>($"SELECT count(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(cancellation);
        if (locked > 0) await context.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"", cancellation);
        await context.Database.CloseConnectionAsync();
    }
}
