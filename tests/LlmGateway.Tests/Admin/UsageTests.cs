using System.Text.Json.Nodes;

namespace LlmGateway.Tests.Admin;

public sealed class UsageTests : AdminTest
{
    [Fact]
    public async Task Usage_shows_every_meter_with_limit_used_held_and_remaining()
    {
        await Host.PostAsync("users", """{"id":"alice","tier":"free"}""");
        var (_, secret) = await Host.KeyAsync("\"user\":\"alice\"");
        await Host.SpendAsync(secret, new() { InputTokens = 100, OutputTokens = 23, VideoMilliseconds = 1500, Videos = 1 }, 2_500_000);
        await Host.SpendAsync(secret, new() { InputTokens = 1000 }, 1, settle: false);

        AssertJson("""
            {"subject":"user","id":"alice","organization":"default","window":"2026-11","resets_at":"2026-12-01T00:00:00Z","meters":{
             "tokens":{"limit":100000,"used":123,"held":1000,"remaining":98877},
             "calls":{"limit":200,"used":1,"held":1,"remaining":198},
             "cost":{"limit":"1","used":"0.0025","held":"0.000000001","remaining":"0.997499999"},
             "videos":{"limit":2,"used":1,"held":0,"remaining":1},
             "images":{"limit":null,"used":0,"held":0,"remaining":null},
             "scripts":{"limit":null,"used":0,"held":0,"remaining":null},
             "video_seconds":{"limit":null,"used":1.5,"held":0,"remaining":null}}}
            """, (await Host.GetAsync("usage/user/alice")).Expect());
    }

    [Fact]
    public async Task A_call_counts_for_key_user_team_organization_and_upstream()
    {
        await Host.PostAsync("teams", """{"id":"t","name":"t"}""");
        await Host.PostAsync("users", """{"id":"u","team":"t"}""");
        var (id, secret) = await Host.KeyAsync("\"user\":\"u\"");
        await Host.SpendAsync(secret, new() { InputTokens = 7 });
        foreach (var subject in (string[])[$"key/{id}", "user/u", "team/t", "organization/default", "upstream/openai/default", "upstream/openai%2Fdefault"])
        {
            Assert.Equal(7, (await Host.GetAsync($"usage/{subject}")).Expect()["meters"]!["tokens"]!["used"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task More_used_than_the_limit_leaves_nothing_and_not_less()
    {
        var (id, secret) = await Host.KeyAsync();
        await Host.SpendAsync(secret, new() { InputTokens = 50 });
        await Host.PutAsync($"limits/key/{id}", """{"monthly_token_limit":20}""");
        Assert.Equal("""{"limit":20,"used":50,"held":0,"remaining":0}""", (await Host.GetAsync($"usage/key/{id}")).Expect()["meters"]!["tokens"]!.ToJsonString());
    }

    [Fact]
    public async Task A_rolling_window_has_its_name_and_resets_when_the_first_day_falls_out()
    {
        var (id, secret) = await Host.KeyAsync("\"limits\":{\"window\":\"rolling_30_days\"}");
        await Host.SpendAsync(secret, new() { InputTokens = 50 });
        var usage = (await Host.GetAsync($"usage/key/{id}")).Expect();
        Assert.Equal(("rolling_30_days", "2026-12-25T00:00:00Z"), (usage["window"]!.GetValue<string>(), usage["resets_at"]!.GetValue<string>()));
        Assert.Equal(usage.ToJsonString(), (await Host.GetAsync($"usage/key/{id}?window=rolling_30_days")).Expect().ToJsonString());
        Assert.Equal(50, (await Host.GetAsync($"usage/key/{id}?window=2026-11")).Expect()["meters"]!["tokens"]!["used"]!.GetValue<long>());
    }

    [Fact]
    public async Task Past_months_come_from_the_daily_sums_and_the_adjustments()
    {
        await Host.PostAsync("teams", """{"id":"t","name":"t"}""");
        await Host.PostAsync("users", """{"id":"u","team":"t"}""");
        var (id, _) = await Host.KeyAsync("\"user\":\"u\"");
        await using (var context = await Host.ContextAsync())
        {
            foreach (var (day, tokens) in ((string, long)[])[("2026-09-30", 1), ("2026-10-01", 10), ("2026-10-31", 100), ("2026-11-01", 1000)]) context.DailyUsage.Add(Rows.Daily(id, DateOnly.Parse(day, null), tokens));
            context.Adjustments.Add(new() { Id = "adj_1", SubjectKind = "user", SubjectId = "default/u", Meter = "tokens", WindowId = "2026-10", Day = 20_740, Delta = -3, Actor = "admin", Reason = "", At = Host.Time.GetUtcNow() });
            await context.SaveChangesAsync();
        }

        var october = (await Host.GetAsync("usage/user/u?window=2026-10")).Expect();
        Assert.Equal(("2026-10", "2026-11-01T00:00:00Z"), (october["window"]!.GetValue<string>(), october["resets_at"]!.GetValue<string>()));
        Assert.Equal(107, Tokens(october));
        foreach (var subject in (string[])[$"key/{id}", "team/t", "organization/default", "upstream/openai/default"]) Assert.Equal(110, Tokens((await Host.GetAsync($"usage/{subject}?window=2026-10")).Expect()));
        Assert.Equal(1, Tokens((await Host.GetAsync("usage/user/u?window=2026-09")).Expect()));
        Assert.Equal(0, Tokens((await Host.GetAsync("usage/user/u?window=2025-10")).Expect()));

        static long Tokens(JsonNode usage) => usage["meters"]!["tokens"]!["used"]!.GetValue<long>();
    }

    [Fact]
    public async Task A_named_user_has_usage_before_anybody_created_it()
    {
        var (_, secret) = await Host.KeyAsync("\"may_name_users\":true");
        (await Host.GetAsync("usage/user/bob")).ExpectRefusal(404, "not_found", "id");
        var reservation = await Host.SpendAsync(secret, new() { InputTokens = 5 }, user: "bob", settle: false);
        var usage = (await Host.GetAsync("usage/user/bob")).Expect();
        Assert.Equal((100_000, 5), (usage["meters"]!["tokens"]!["limit"]!.GetValue<long>(), usage["meters"]!["tokens"]!["held"]!.GetValue<long>()));
        Assert.NotNull(reservation);
    }

    [Fact]
    public async Task A_reset_is_an_adjustment_and_leaves_ledger_and_holds()
    {
        var (id, secret) = await Host.KeyAsync();
        await Host.SpendAsync(secret, new() { InputTokens = 50 }, 1_500_000_000);
        await Host.SpendAsync(secret, new() { InputTokens = 8 }, settle: false);
        var reset = (await Host.PostAsync($"usage/key/{id}/reset", """{"meters":["tokens"],"reason":"test traffic"}""")).Expect();
        Assert.Equal("""{"limit":null,"used":0,"held":8,"remaining":null}""", reset["meters"]!["tokens"]!.ToJsonString());
        Assert.Equal("1.5", reset["meters"]!["cost"]!["used"]!.GetValue<string>());
        var adjustment = Assert.Single(reset["adjustments"]!.AsArray())!;
        Assert.Equal(("tokens", "-50", "test traffic"), (adjustment["meter"]!.GetValue<string>(), adjustment["delta"]!.GetValue<string>(), adjustment["reason"]!.GetValue<string>()));

        var all = (await Host.PostAsync($"usage/key/{id}/reset")).Expect();
        Assert.Equal(["calls -1", "cost -1.5"], all["adjustments"]!.AsArray().Select(made => $"{made!["meter"]} {made["delta"]}").Order());
        Assert.Equal("0", all["meters"]!["cost"]!["used"]!.GetValue<string>());
        Assert.Equal(50, (await Host.GetAsync($"ledger?key={id}")).Expect()["data"]![0]!["tokens_used"]!.GetValue<long>());

        var audit = (await Host.GetAsync("audit?limit=2")).Expect()["data"]!.AsArray();
        Assert.Equal(["usage.reset", "usage.reset"], audit.Select(line => line!["action"]!.GetValue<string>()));
        Assert.Equal("""{"meters":["tokens"],"reason":"test traffic"}""", audit[1]!["after"]!.ToJsonString());
        Assert.Equal("50", audit[1]!["before"]!["tokens"]!["used"]!.ToJsonString());

        (await Host.PostAsync("usage/upstream/openai/default/reset")).Expect();
        Assert.Equal(0, (await Host.GetAsync("usage/upstream/openai/default")).Expect()["meters"]!["tokens"]!["used"]!.GetValue<long>());
    }

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"{actual.ToJsonString()}\ninstead of\n{expected}");
}
