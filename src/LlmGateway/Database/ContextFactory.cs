using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LlmGateway.Database;

/// <summary>Makes contexts of the configured database; pooled.</summary>
internal sealed class ContextFactory : IDbContextFactory<GatewayContext>
{
    /// <summary>For a connection and for a statement; what is known to take longer says so itself.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Func<GatewayContext> _create;

    public ContextFactory(DatabaseOptions options)
    {
        if (options.Postgres is { } connection)
        {
            var pool = new Microsoft.EntityFrameworkCore.Infrastructure.PooledDbContextFactory<PostgresContext>(Postgres(connection));
            _create = pool.CreateDbContext;
        }
        else
        {
            var pool = new Microsoft.EntityFrameworkCore.Infrastructure.PooledDbContextFactory<SqliteContext>(Sqlite(options.SqliteFile));
            _create = pool.CreateDbContext;
        }
    }

    public GatewayContext CreateDbContext() => _create();

    public static DbContextOptions<PostgresContext> Postgres(string connection) => new DbContextOptionsBuilder<PostgresContext>()
        .UseNpgsql(Impatient(connection), npgsql => npgsql.CommandTimeout(s_patience.Seconds)).UseSnakeCaseNamingConvention().ConfigureWarnings(Quiet).Options;

    /// <summary>Also a server that stands still, with its connections open, is told in seconds, unless the connection string has its own idea.</summary>
    private static string Impatient(string connection)
    {
        var told = new DbConnectionStringBuilder { ConnectionString = connection };
        if (!told.ContainsKey("Timeout")) told["Timeout"] = s_patience.Seconds;
        if (!told.ContainsKey("Cancellation Timeout")) told["Cancellation Timeout"] = 500;
        return told.ConnectionString;
    }

    public static DbContextOptions<SqliteContext> Sqlite(string file) => new DbContextOptionsBuilder<SqliteContext>()
        .UseSqlite($"Data Source={file};Pooling=True;Default Timeout=30").UseSnakeCaseNamingConvention().ConfigureWarnings(Quiet).Options;

    // Failures are logged where they are handled; EF's own log would quote statements.
    private static void Quiet(WarningsConfigurationBuilder warnings) => warnings.Ignore(RelationalEventId.CommandError, CoreEventId.SaveChangesFailed, RelationalEventId.ConnectionError);
}
