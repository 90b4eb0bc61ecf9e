using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Tests.Admin;

/// <summary>Counters and ledger are compared while calls go on, and made to agree again.</summary>
public sealed class ConsistencyTests : AdminTest
{
    [Fact]
    public async Task Counters_that_follow_the_ledger_agree_with_it_and_calls_under_way_are_no_difference()
    {
        var (_, secret) = await Host.KeyAsync("\"limits\":{\"window\":\"rolling_30_days\"}");
        await Host.SpendAsync(secret, new() { InputTokens = 50 }, 1_500_000_000);
        await Host.SpendAsync(secret, new() { InputTokens = 8 }, settle: false);
        await Host.PostAsync("usage/organization/default/reset");
        var check = (await Host.PostAsync("consistency-checks")).Expect();
        Assert.Equal(("true", "0", "1"), (check["consistent"]!.ToJsonString(), check["differences_total"]!.ToJsonString(), check["reservations"]!.ToJsonString()));
        Assert.True(check["accounts"]!.GetValue<int>() >= 3);
        Assert.Equal(check["accounts"]!.ToJsonString(), (await Host.PostAsync("rebuilds")).Expect()["accounts"]!.ToJsonString());
    }

    [Fact]
    public async Task A_counter_that_differs_is_told_and_made_anew_from_the_ledger()
    {
        var (id, secret) = await Host.KeyAsync("\"limits\":{\"monthly_token_limit\":100}");
        await Host.SpendAsync(secret, new() { InputTokens = 50 }, 1_500_000_000);
        await Host.SpendAsync(secret, new() { InputTokens = 8 }, settle: false);
        await using (var context = await Host.ContextAsync()) await context.Database.ExecuteSqlRawAsync("UPDATE daily_usage SET tokens = 45, cost_nano = 1600000000");

        var check = (await Host.PostAsync("consistency-checks")).Expect();
        Assert.False(check["consistent"]!.GetValue<bool>());
        var told = check["differences"]!.AsArray().Where(difference => difference!["subject"]!.GetValue<string>() == "key" && difference["window"]!.GetValue<string>() == "2026-11").ToArray();
        Assert.Equal(
            [("posted", id, "tokens", "45", "50", "The counter is 5 above what ledger, adjustments and outbox come to."), ("posted", id, "cost", "1.6", "1.5", "The counter is 0.1 below what ledger, adjustments and outbox come to.")],
            told.Select(difference => (Text(difference, "kind"), Text(difference, "id"), Text(difference, "meter"), Text(difference, "expected"), Text(difference, "found"), Text(difference, "meaning"))));

        Assert.True((await Host.PostAsync("rebuilds")).Expect()["consistent"]!.GetValue<bool>());
        Assert.Equal("""{"limit":100,"used":45,"held":8,"remaining":47}""", (await Host.GetAsync($"usage/key/{id}")).Expect()["meters"]!["tokens"]!.ToJsonString());
        Assert.Equal("counters.rebuild", (await Host.GetAsync("audit?limit=1")).Expect()["data"]![0]!["action"]!.GetValue<string>());
    }

    private static string Text(JsonNode? difference, string field) => difference![field]!.GetValue<string>();
}
