using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Simulator;

namespace LlmGateway.IntegrationTests;

/// <summary>One stage for the tests of a class; each test makes its own keys.</summary>
public sealed class StageFixture : IAsyncLifetime
{
    public Stage Stage { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stage = await Stage.StartAsync(simulator: new SimulatorOptions { JobDuration = TimeSpan.Zero });

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
