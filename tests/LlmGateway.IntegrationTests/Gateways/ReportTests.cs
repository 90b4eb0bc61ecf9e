using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>Monthly administration by the commands that an operator has, on PostgreSQL and Redis: reports by everything, and a reset that is an adjustment.</summary>
[Collection(SharedDatabase.Name)]
public sealed class ReportTests(DatabaseFixture database)
{
    private static readonly string[] s_groups = ["user", "api_key", "team", "provider", "model", "operation", "operation_type", "organization", "day"];

    [Fact]
    public async Task Reports_by_everything_add_up_to_the_ledger_and_a_reset_is_an_adjustment()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 2);
        await fleet.Admin.SendJsonAsync(HttpMethod.Post, "teams", new { id = "writers", name = "Writers" });
        await fleet.Admin.SendJsonAsync(HttpMethod.Post, "users", new { id = "alice", team = "writers" });
        (string Id, string Secret)[] keys = [await fleet.Admin.KeyAsync(new { user = "alice" }), await fleet.Admin.KeyAsync()];
        var calls = new List<ClientCall>();
        for (var call = 0; call < 10; call++) calls.Add(await ClientCall.SendAsync(fleet.Client, fleet.Gateways[call % 2].Address, keys[call % 2].Secret, ClientCall.Body()));
        await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, calls);
        var tokens = fleet.Providers.Bill.Lines.Sum(line => line.InputTokens + line.OutputTokens);

        foreach (var group in s_groups)
        {
            var report = JsonNode.Parse((await Llmgw.RunAsync(fleet, "reports", "--by", group, "--format", "json")).Output)!;
            var rows = report["data"]!.AsArray();
            Assert.Equal((tokens, 10L), (rows.Sum(row => row!["tokens_used"]!.GetValue<long>()), rows.Sum(row => row!["calls_made"]!.GetValue<long>())));
            Assert.All(rows, row => Assert.True(row!.AsObject().ContainsKey(group), row.ToJsonString()));

            var csv = (await Llmgw.RunAsync(fleet, "reports", "--by", group, "--format", "csv")).Output.TrimEnd().Split('\n');
            Assert.StartsWith($"{group},tokens_used,", csv[0], StringComparison.Ordinal);
            Assert.Equal(rows.Count, csv.Length - 1);

            var (exitCode, table) = await Llmgw.RunAsync(fleet, "reports", "--by", group);
            Assert.True(exitCode == 0 && table.Contains("tokens_used", StringComparison.Ordinal), table);
        }

        var before = await fleet.Admin.LedgerAsync();
        var (used, _) = await fleet.Admin.MeterAsync("user", "alice", "tokens");
        Assert.True(used > 0);
        Assert.Equal(0, (await Llmgw.RunAsync(fleet, "usage", "reset", "user", "alice", "--reason", "goodwill", "--yes")).ExitCode);
        Assert.Equal((0L, 0L), await fleet.Admin.MeterAsync("user", "alice", "tokens"));
        Assert.Equal(5 + 5, (await fleet.Admin.MeterAsync("organization", "default", "calls")).Used);
        Assert.Equal(before.Select(row => row.ToJsonString()), (await fleet.Admin.LedgerAsync()).Select(row => row.ToJsonString()));
        await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, calls); // Counters are ledger and adjustments.

        // The adjustment is durable: counters that are made anew have it.
        Assert.Equal(0, (await Llmgw.RunAsync(fleet, "rebuild", "--yes")).ExitCode);
        Assert.Equal((0L, 0L), await fleet.Admin.MeterAsync("user", "alice", "tokens"));
    }
}
