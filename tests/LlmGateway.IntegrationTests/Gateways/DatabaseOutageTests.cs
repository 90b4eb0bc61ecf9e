using System.Net;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>T10: PostgreSQL is away, and Redis and a gateway are started again meanwhile.</summary>
[Collection(SharedDatabase.Name)]
public sealed class DatabaseOutageTests(ITestOutputHelper output)
{
    [Fact]
    public async Task While_postgres_is_away_known_keys_go_on_unknown_ones_are_refused_and_nothing_is_lost()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var fleet = await Fleet.StartAsync(postgres, 2);
        var key = await fleet.Admin.KeyAsync();
        var unknown = await fleet.Admin.KeyAsync();
        var traffic = Traffic.Start(fleet, key.Secret, clients: 4);
        await traffic.GoesOnAsync(20);

        await postgres.StopAsync();
        foreach (var path in fleet.ToLedger) path.Cut();
        await traffic.GoesOnAsync(20);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ClientCall.SendAsync(fleet.Client, fleet.Gateways[0].Address, unknown.Secret, ClientCall.Body())).Status);
        var (status, health) = await fleet.HealthAsync(fleet.Gateways[0]);
        Assert.Equal((200, "degraded"), (status, health["status"]!.GetValue<string>()));

        await fleet.Redis.KillAsync();
        await fleet.Redis.StartAgainAsync();
        await traffic.GoesOnAsync(20);

        // A gateway that starts now knows no policy: it is not ready, and the other one serves.
        await fleet.Gateways[1].KillAsync();
        await fleet.StartAgainAsync(1, untilReady: false);
        Assert.Equal(503, (await fleet.HealthAsync(fleet.Gateways[1])).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ClientCall.SendAsync(fleet.Client, fleet.Gateways[1].Address, key.Secret, ClientCall.Body())).Status);
        await traffic.GoesOnAsync(Extent.Of(40, 5000));
        await traffic.GoesOnSlowlyAsync(TimeSpan.FromMinutes(Extent.Of(0, 60)));
        Assert.Contains("llmgateway_outbox_waiting", await WaitingAsync(fleet), StringComparison.Ordinal);

        await postgres.StartAgainAsync();
        await fleet.ReadyAsync(fleet.Gateways[1]);
        await traffic.GoesOnAsync(20);
        var (exact, unsure) = await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, await traffic.StopAsync());
        output.WriteLine($"{exact} exact rows, {unsure} unsure ones");
    }

    /// <summary>The metric that tells how far the ledger is behind.</summary>
    private static Task<string> WaitingAsync(Fleet fleet) => Eventually.ReachesAsync(
        async () => (await fleet.Client.GetStringAsync(new Uri(fleet.Gateways[0].Address, "metrics"))).Split('\n').FirstOrDefault(line => line.StartsWith("llmgateway_outbox_waiting", StringComparison.Ordinal)) ?? "",
        line => line.Split(' ') is [_, var value, ..] && double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) > 0, "entries that wait");
}
