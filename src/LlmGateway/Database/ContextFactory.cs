using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LlmGateway.Database;

/// <summary>Makes contexts of the configured database; pooled.</summary>
internal sealed class ContextFactory : IDbContextFactory<GatewayContext>
{
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
        .UseNpgsql(connection).UseSnakeCaseNamingConvention().ConfigureWarnings(Quiet).Options;

    public static DbContextOptions<SqliteContext> Sqlite(string file) => new DbContextOptionsBuilder<SqliteContext>()
        .UseSqlite($"Data Source={file};Pooling=True;Default Timeout=30").UseSnakeCaseNamingConvention().ConfigureWarnings(Quiet).Options;

    // Failures are logged where they are handled; EF's own log would quote statements.
    private static void Quiet(WarningsConfigurationBuilder warnings) => warnings.Ignore(RelationalEventId.CommandError, CoreEventId.SaveChangesFailed, RelationalEventId.ConnectionError);
}
