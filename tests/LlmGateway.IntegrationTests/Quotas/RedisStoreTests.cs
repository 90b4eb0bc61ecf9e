using LlmGateway.Metering;
using LlmGateway.Tests.Quotas.Contract;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>Tests of the shared store that want Redis itself at hand: each has a store and subjects of its own.</summary>
public abstract class RedisStoreTests(RedisFixture fixture) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    protected RedisFixture Fixture { get; } = fixture;

    private protected RedisStore Stage { get; private set; } = null!;

    private protected Calls Calls { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Stage = await RedisStore.StartAsync(Fixture);
        Calls = new(Stage);
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static async Task<Reservation> GrantedAsync(RedisStore store, ReserveRequest request) =>
        Assert.IsType<ReserveResult.Granted>(await store.Store.ReserveAsync(request, default)).Reservation;
}
