using Microsoft.EntityFrameworkCore.Design;

namespace LlmGateway.Database;

/// <summary>For <c>dotnet ef migrations add NAME --context SqliteContext --output-dir Database/Migrations/Sqlite</c>.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteContext>
{
    public SqliteContext CreateDbContext(string[] args) => new(ContextFactory.Sqlite("design.db"));
}
