using System.Net;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>T20: limits, tiers and keys change while streams run over two gateways; and a gateway that is cut off from the changes cannot admit above a lowered limit.</summary>
[Collection(SharedDatabase.Name)]
public sealed class PolicyTests(DatabaseFixture database)
{
    [Fact]
    public async Task Changes_take_effect_everywhere_while_streams_run_and_usage_is_kept()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 2);
        await fleet.Admin.SendJsonAsync(HttpMethod.Post, "users", new { id = "alice", tier = "free" });
        var key = await fleet.Admin.KeyAsync(new { user = "alice" });
        var holds = Enumerable.Range(0, 20).Select(i => fleet.Upstream.HoldReply($"running-{i:D2}", "data: ", 3)).ToArray();
        var streams = holds.Select((_, i) => ClientCall.SendAsync(fleet.Client, fleet.Gateways[i % 2].Address, key.Secret, ClientCall.Body($"running-{i:D2}", streamed: true))).ToArray();
        foreach (var hold in holds) await hold.Reached;

        // Lowered below what is used and held: refused everywhere; raised: admitted everywhere; the tier's limit changes with the tier.
        await fleet.Admin.SendJsonAsync(HttpMethod.Put, "limits/user/alice", new { monthly_call_limit = 10 });
        await EverywhereAsync(HttpStatusCode.TooManyRequests, key.Secret);
        await fleet.Admin.SendJsonAsync(HttpMethod.Put, "limits/user/alice", new { monthly_call_limit = 1000 });
        await EverywhereAsync(HttpStatusCode.OK, key.Secret);
        await fleet.Admin.SendJsonAsync(HttpMethod.Patch, "users/alice", new { tier = "enterprise" });
        await fleet.Admin.SendJsonAsync(HttpMethod.Put, "limits/user/alice", new { });
        await EverywhereAsync(HttpStatusCode.OK, key.Secret);

        // Rotated without grace: the old secret is refused, the new one goes on with the same usage.
        var rotated = (await fleet.Admin.SendJsonAsync(HttpMethod.Post, $"keys/{key.Id}/rotate", new { grace_seconds = 0 }))["key"]!.GetValue<string>();
        await EverywhereAsync(HttpStatusCode.Unauthorized, key.Secret);
        await EverywhereAsync(HttpStatusCode.OK, rotated);
        await fleet.Admin.SendJsonAsync(HttpMethod.Delete, $"keys/{key.Id}");
        await EverywhereAsync(HttpStatusCode.Unauthorized, rotated);

        foreach (var hold in holds) hold.Release();
        var ended = await Task.WhenAll(streams);
        Assert.All(ended, call => Assert.True(call.IsAnswered, call.Text)); // Who was admitted comes to the end.
        var (exact, unsure) = await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, ended);
        Assert.Equal(0, unsure);
        Assert.Equal((exact, 0L), await fleet.Admin.MeterAsync("key", key.Id, "calls"));
        Assert.Equal((exact, 0L), await fleet.Admin.MeterAsync("user", "alice", "calls"));

        async Task EverywhereAsync(HttpStatusCode status, string secret)
        {
            foreach (var gateway in fleet.Gateways)
            {
                await Eventually.ReachesAsync(() => ClientCall.SendAsync(fleet.Client, gateway.Address, secret, ClientCall.Body()), call => call.Status == status, $"{status} at {gateway.Address}");
            }
        }
    }

    [Fact]
    public async Task A_gateway_that_is_cut_off_from_the_changes_is_held_to_the_newer_limit_by_one_call_of_another()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 2);
        var key = await fleet.Admin.KeyAsync(new { limits = new { monthly_call_limit = 100 } });
        for (var call = 0; call < 5; call++) Assert.True((await ClientCall.SendAsync(fleet.Client, fleet.Gateways[1].Address, key.Secret, ClientCall.Body())).IsAnswered);

        fleet.ToLedger[1].Block();
        await fleet.Admin.SendJsonAsync(HttpMethod.Put, $"limits/key/{key.Id}", new { monthly_call_limit = 6 });
        Assert.True((await ClientCall.SendAsync(fleet.Client, fleet.Gateways[0].Address, key.Secret, ClientCall.Body())).IsAnswered); // The one newer call.
        for (var call = 0; call < 5; call++) Assert.Equal(HttpStatusCode.TooManyRequests, (await ClientCall.SendAsync(fleet.Client, fleet.Gateways[1].Address, key.Secret, ClientCall.Body())).Status);
        Assert.Equal((6L, 0L), await Eventually.ReachesAsync(() => fleet.Admin.MeterAsync("key", key.Id, "calls"), meter => meter.Held == 0, "no calls held"));
        fleet.ToLedger[1].Unblock();
        await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, []);
    }
}
