using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>One PostgreSQL; each fleet has a database of its own.</summary>
public sealed class DatabaseFixture : IAsyncLifetime
{
    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
