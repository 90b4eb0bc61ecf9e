using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Simulator;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>A single gateway with its embedded store and SQLite is killed under load, at any moment, and starts again.</summary>
[Collection(SharedDatabase.Name)]
public sealed class EmbeddedKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_gateway_that_is_killed_under_load_has_every_answered_call_once()
    {
        var seed = Extent.Seed();
        output.WriteLine($"seed {seed} (LLMGATEWAY_TESTS_SEED)");
        var random = new Random(seed);
        var directory = Directory.CreateTempSubdirectory("llmgateway-embedded-");
        await using var providers = await SimulatedProviders.StartAsync(new SimulatorOptions(), CancellationToken.None);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { Timeout = TimeSpan.FromMinutes(3) };
        var gateway = await GatewayProcess.StartAsync(providers.Address, directory.FullName);
        try
        {
            using var first = Stage.AdminClient(gateway.Address);
            var key = await first.KeyAsync(new { limits = new { monthly_call_limit = 100_000 } });
            var traffic = Traffic.Start(client, () => gateway, key.Secret);
            for (var kill = 0; kill < Extent.Of(5, 100); kill++)
            {
                await traffic.GoesOnAsync(random.Next(1, 60));
                await gateway.KillAsync();
                await gateway.DisposeAsync();
                gateway = await GatewayProcess.StartAsync(providers.Address, directory.FullName);
            }

            await traffic.GoesOnAsync(20);
            var calls = await traffic.StopAsync();
            using var admin = Stage.AdminClient(gateway.Address);
            var (exact, unsure) = await Books.AssertAgreeAsync(admin, providers, calls);
            Assert.Equal((exact + unsure, 0L), await admin.MeterAsync("key", key.Id, "calls"));
            output.WriteLine($"{calls.Count(call => call.IsAnswered)} calls answered; {exact} exact rows, {unsure} unsure ones");
        }
        finally
        {
            await gateway.DisposeAsync();
            directory.Delete(recursive: true);
        }
    }
}
