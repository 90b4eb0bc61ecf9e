namespace LlmGateway.Database;

/// <summary>Which database holds ledger and policies.</summary>
internal sealed record DatabaseOptions(string? Postgres, string SqliteFile, bool MigrateAtStart)
{
    public bool IsPostgres => Postgres is not null;

    public static DatabaseOptions Read(IConfiguration configuration) => new(
        configuration.GetConnectionString("Ledger") is { Length: > 0 } told ? told : null,
        Path.Combine(DataDirectory.Locate(configuration), "ledger.db"),
        configuration.GetValue("Database:Migrate", true));
}
