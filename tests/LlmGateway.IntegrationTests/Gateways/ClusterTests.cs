using System.Net;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>T8: a Redis Cluster of three masters; the slot with all counters moves from node to node under load, and the scripts are forgotten.</summary>
[Collection(SharedDatabase.Name)]
public sealed class ClusterTests(DatabaseFixture database, ITestOutputHelper output)
{
    [Fact]
    public async Task The_counters_slot_moves_under_load_and_nothing_is_lost_or_counted_twice()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var fleet = await Fleet.StartAsync(database.Server, 2, new() { ["ConnectionStrings:Redis"] = cluster.ConnectionString });
        var key = await fleet.Admin.KeyAsync(new { limits = new { monthly_call_limit = 1_000_000, monthly_token_limit = 1_000_000_000 } });
        var traffic = Traffic.Start(fleet, key.Secret);
        var moved = 0;
        for (var move = 0; move < Extent.Of(3, 30); move++)
        {
            await traffic.GoesOnAsync(40);
            moved += await cluster.MigrateAsync("lgw:{b000}:gen3");
            await traffic.GoesOnAsync(20);
            await cluster.FlushScriptsAsync();
        }

        await traffic.GoesOnAsync(40);
        var calls = await traffic.StopAsync();
        var (exact, unsure) = await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, calls);
        Assert.All(fleet.Gateways, gateway => Assert.DoesNotContain("CROSSSLOT", gateway.Output, StringComparison.Ordinal));
        Assert.All(calls, call => Assert.Contains(call.Status, (HttpStatusCode?[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]));
        output.WriteLine($"{calls.Count} calls, {calls.Count(call => !call.IsAnswered)} refused meanwhile; {moved} keys moved; {exact} exact rows, {unsure} unsure ones");
    }
}
