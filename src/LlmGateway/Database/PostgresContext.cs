using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Database;

/// <summary>The tables in PostgreSQL. Instants are <c>timestamptz</c> in UTC; ids sort by their bytes, whatever the database's collation.</summary>
internal sealed class PostgresContext(DbContextOptions<PostgresContext> options) : GatewayContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<string>().UseCollation("C");
}
