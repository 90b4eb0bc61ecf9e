using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Admin;

/// <summary>One PostgreSQL for the tests of a class; each test makes its own database.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await PostgresServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
