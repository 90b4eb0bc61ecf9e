using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Metering;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>A counter that is damaged on purpose is found and repaired while calls go on, by the commands that an operator has.</summary>
[Collection(SharedDatabase.Name)]
public sealed class RepairTests(DatabaseFixture database)
{
    [Fact]
    public async Task Damaged_counters_are_found_and_made_anew_under_load()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 2);
        var key = await fleet.Admin.KeyAsync();
        var quiet = await fleet.Admin.KeyAsync(new { limits = new { window = "rolling_30_days" } });
        Assert.True((await ClientCall.SendAsync(fleet.Client, fleet.Gateways[0].Address, quiet.Secret, ClientCall.Body())).IsAnswered);
        var traffic = Traffic.Start(fleet, key.Secret, clients: 4);
        await traffic.GoesOnAsync(20);
        for (var checks = 0; checks < 5; checks++)
        {
            var check = await fleet.CheckAsync(); // Whatever is on its way is no difference.
            Assert.True(check["consistent"]!.GetValue<bool>(), check.ToJsonString());
        }

        await using (var connection = await fleet.Redis.ConnectAsync())
        {
            var redis = connection.GetDatabase();
            var month = $"{TimeProvider.System.GetUtcNow():yyyy-MM}";
            await redis.DamageAsync($"lgw:{{b000}}:q:key:{key.Id}:{month}", counters => counters with { Posted = counters.Posted + new Amounts(Tokens: 1000), Held = counters.Held + new Amounts(Tokens: 77) });
            await redis.DamageAsync($"lgw:{{b000}}:q:organization:default:{month}", counters => counters with { Posted = counters.Posted - new Amounts(Calls: 2) });
            await redis.KeyDeleteAsync($"lgw:{{b000}}:q:key:{quiet.Id}:r30");
        }

        var (exitCode, output) = await Llmgw.RunAsync(fleet, "check", "--json");
        Assert.Equal(1, exitCode);
        var told = JsonNode.Parse(output)!["differences"]!.AsArray();
        Assert.Equal((1000, 77), (Off("posted", key.Id, "tokens"), Off("held", key.Id, "tokens")));
        Assert.Equal((-2, -1), (Off("posted", "default", "calls"), Off("posted", quiet.Id, "calls")));
        await traffic.GoesOnAsync(10);

        (exitCode, output) = await Llmgw.RunAsync(fleet, "rebuild", "--yes");
        Assert.True(exitCode == 0, output);
        await traffic.GoesOnAsync(20);
        (exitCode, output) = await Llmgw.RunAsync(fleet, "check");
        Assert.True(exitCode == 0 && output.Contains("Counters and ledger agree.", StringComparison.Ordinal), output);
        Assert.Equal((1L, 0L), await fleet.Admin.MeterAsync("key", quiet.Id, "calls"));
        await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, await traffic.StopAsync());

        long Off(string kind, string id, string meter)
        {
            var difference = Assert.Single(told, one => one!["kind"]!.GetValue<string>() == kind && one["id"]!.GetValue<string>() == id && one["meter"]!.GetValue<string>() == meter)!;
            return Amount("found") - Amount("expected");

            long Amount(string field) => long.Parse(difference[field]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
