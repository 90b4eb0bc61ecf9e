using Microsoft.EntityFrameworkCore.Design;

namespace LlmGateway.Database;

/// <summary>For <c>dotnet ef migrations add NAME --context PostgresContext --output-dir Database/Migrations/Postgres</c>; connects to nothing.</summary>
internal sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresContext>
{
    public PostgresContext CreateDbContext(string[] args) => new(ContextFactory.Postgres("Host=design"));
}
