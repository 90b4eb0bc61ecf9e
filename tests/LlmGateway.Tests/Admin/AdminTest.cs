namespace LlmGateway.Tests.Admin;

/// <summary>A test with an administration of its own.</summary>
public abstract class AdminTest : IAsyncLifetime
{
    private protected AdminHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await AdminHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
