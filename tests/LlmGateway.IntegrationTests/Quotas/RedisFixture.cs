using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>One redis-server and one PostgreSQL for the tests of a class; each store has a prefix and a database of its own.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    public RedisServer Redis { get; private set; } = null!;

    public PostgresServer Postgres { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServer.StartAsync();
        Postgres = await PostgresServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
