using System.Text.Json.Nodes;
using LlmGateway.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace LlmGateway.Tests.Admin;

public sealed class LimitsTests : AdminTest
{
    private const string Whole = """
        {"monthly_token_limit":10000,"monthly_call_limit":0,"monthly_cost_limit_usd":"5.00","video_generation_limit":3,"image_generation_limit":4,"script_generation_limit":5,
         "video_seconds_limit":12.5,"requests_per_minute":60,"tokens_per_minute":90000,"max_parallel_requests":8,"window":"rolling_30_days","enforcement":"shadow","is_active":true}
        """;

    [Theory]
    [InlineData("key")]
    [InlineData("user")]
    [InlineData("team")]
    [InlineData("organization")]
    [InlineData("upstream")]
    public async Task Every_subject_has_one_record_that_is_read_as_it_was_written(string kind)
    {
        var route = $"limits/{await SubjectAsync(kind)}";
        Assert.Null((await Host.GetAsync(route)).Expect()["created_at"]);
        var written = (await Host.PutAsync(route, Whole)).Expect();
        var read = (await Host.GetAsync(route)).Expect();
        Assert.Equal(written.ToJsonString(), read.ToJsonString());
        Assert.Equal(kind, read["subject"]!.GetValue<string>());
        foreach (var (name, value) in JsonNode.Parse(Whole)!.AsObject())
        {
            Assert.Equal(name == "monthly_cost_limit_usd" ? "\"5\"" : value!.ToJsonString(), read[name]!.ToJsonString());
        }

        Host.Time.Advance(TimeSpan.FromSeconds(1));
        var replaced = (await Host.PutAsync(route, """{"monthly_call_limit":7}""")).Expect();
        Assert.Equal(("7", null, null, "true"), (replaced["monthly_call_limit"]!.ToJsonString(), replaced["monthly_token_limit"], replaced["window"], replaced["is_active"]!.ToJsonString()));
        Assert.Equal(("2026-11-24T12:00:00Z", "2026-11-24T12:00:01Z"), (replaced["created_at"]!.GetValue<string>(), replaced["updated_at"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Each_effective_limit_says_where_it_comes_from()
    {
        await Host.PostAsync("users", """{"id":"alice","tier":"free"}""");
        var limits = (await Host.PutAsync("limits/user/alice", """{"monthly_token_limit":5,"monthly_call_limit":0,"window":"rolling_30_days"}""")).Expect();
        Assert.Equal("free", limits["tier"]!.GetValue<string>());
        Assert.Equal("""{"value":5,"source":"own"}""", Effective(limits, "monthly_token_limit"));
        Assert.Equal("""{"value":null,"source":"own"}""", Effective(limits, "monthly_call_limit"));
        Assert.Equal("""{"value":"1","source":"tier"}""", Effective(limits, "monthly_cost_limit_usd"));
        Assert.Equal("""{"value":2,"source":"tier"}""", Effective(limits, "video_generation_limit"));
        Assert.Equal("""{"value":null,"source":"none"}""", Effective(limits, "video_seconds_limit"));
        Assert.Equal("""{"value":null,"source":"none"}""", Effective(limits, "requests_per_minute"));
        Assert.Equal("""{"value":"rolling_30_days","source":"own"}""", Effective(limits, "window"));
        Assert.Equal("""{"value":"strict","source":"default"}""", Effective(limits, "enforcement"));
    }

    [Fact]
    public async Task A_record_that_is_switched_off_limits_nothing()
    {
        await Host.PostAsync("users", """{"id":"alice","tier":"free"}""");
        var limits = (await Host.PutAsync("limits/user/alice", """{"monthly_token_limit":5,"is_active":false}""")).Expect();
        Assert.Equal(5, limits["monthly_token_limit"]!.GetValue<long>());
        Assert.All(limits["effective"]!.AsObject().Where(entry => entry.Key is not ("window" or "enforcement")), entry => Assert.Equal("""{"value":null,"source":"none"}""", entry.Value!.ToJsonString()));
    }

    [Fact]
    public async Task The_largest_numbers_are_taken_and_come_back()
    {
        var limits = (await Host.PutAsync("limits/organization/default", """{"monthly_token_limit":9007199254740991,"monthly_cost_limit_usd":"9007199.254740991","video_seconds_limit":9007199254740.991}""")).Expect();
        Assert.Equal(("9007199254740991", "\"9007199.254740991\"", "9007199254740.991"), (limits["monthly_token_limit"]!.ToJsonString(), limits["monthly_cost_limit_usd"]!.ToJsonString(), limits["video_seconds_limit"]!.ToJsonString()));
    }

    [Fact]
    public async Task An_upstream_key_is_named_with_a_slash_plain_or_escaped()
    {
        await Host.PutAsync("limits/upstream/openai%2Fdefault", """{"monthly_cost_limit_usd":"100"}""");
        foreach (var id in (string[])["openai/default", "openai%2Fdefault", "openai%2fdefault"])
        {
            var limits = (await Host.GetAsync($"limits/upstream/{id}")).Expect();
            Assert.Equal(("openai/default", "100", null), (limits["id"]!.GetValue<string>(), limits["monthly_cost_limit_usd"]!.GetValue<string>(), limits["organization"]));
        }
    }

    [Fact]
    public async Task A_tier_that_changes_changes_what_is_inherited()
    {
        await Host.PostAsync("users", """{"id":"alice","tier":"free"}""");
        Host.Tiers.Set("free", new() { MonthlyTokenLimit = 7 });
        Assert.Equal("""{"value":7,"source":"tier"}""", Effective((await Host.GetAsync("limits/user/alice")).Expect(), "monthly_token_limit"));
        await Host.PatchAsync("users/alice", """{"tier":"enterprise"}""");
        Assert.Equal("""{"value":null,"source":"none"}""", Effective((await Host.GetAsync("limits/user/alice")).Expect(), "monthly_token_limit"));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("user")]
    [InlineData("team")]
    [InlineData("organization")]
    [InlineData("upstream")]
    public async Task A_limit_is_in_force_for_the_next_call_with_the_number_of_its_change(string kind)
    {
        await Host.PostAsync("teams", """{"id":"research","name":"Research"}""");
        await Host.PostAsync("users", """{"id":"alice","team":"research"}""");
        var (id, secret) = await Host.KeyAsync("\"user\":\"alice\"");
        var cache = Host.Services.GetRequiredService<PolicyCache>();
        var route = kind switch { "key" => $"limits/key/{id}", "user" => "limits/user/alice", "team" => "limits/team/research", "organization" => "limits/organization/default", _ => "limits/upstream/openai/default" };
        for (var limit = 1; limit <= 3; limit++)
        {
            await Host.PutAsync(route, $$"""{"monthly_token_limit":{{limit}}}""");
            var key = await Host.PolicyAsync(secret);
            var (limits, version) = kind switch
            {
                "key" => (key.Limits, key.LimitsVersion),
                "user" => (key.User!.Limits, key.User.LimitsVersion),
                "team" => (key.Team!.Limits, key.Team.LimitsVersion),
                "organization" => (key.Organization.Limits, key.Organization.LimitsVersion),
                _ => (cache.Upstream("openai", "default").Limits, cache.Upstream("openai", "default").LimitsVersion),
            };
            Assert.Equal((limit, cache.Version), (limits!.MonthlyTokenLimit, version));
        }
    }

    private static string Effective(JsonNode limits, string name) => limits["effective"]![name]!.ToJsonString();

    private async Task<string> SubjectAsync(string kind)
    {
        switch (kind)
        {
            case "key": return $"key/{(await Host.KeyAsync()).Id}";
            case "user": (await Host.PostAsync("users", """{"id":"alice"}""")).Expect(201); return "user/alice";
            case "team": (await Host.PostAsync("teams", """{"id":"research","name":"Research"}""")).Expect(201); return "team/research";
            case "organization": return "organization/default";
            default: return "upstream/openai/default";
        }
    }
}
