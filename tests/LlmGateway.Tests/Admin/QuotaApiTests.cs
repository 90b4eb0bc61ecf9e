using System.Text.Json.Nodes;

namespace LlmGateway.Tests.Admin;

/// <summary>What a key's holder may ask.</summary>
public sealed class QuotaApiTests : AdminTest
{
    [Fact]
    public async Task A_holder_sees_key_user_and_team()
    {
        await Host.PostAsync("teams", """{"id":"t","name":"t"}""");
        await Host.PostAsync("users", """{"id":"u","team":"t","tier":"free"}""");
        var (id, secret) = await Host.KeyAsync("\"user\":\"u\",\"limits\":{\"monthly_call_limit\":5}");
        await Host.SpendAsync(secret, new() { InputTokens = 40 });

        var quota = (await MeAsync(secret)).Expect();
        Assert.Equal(["subject", "id", "organization", "window", "resets_at", "meters", "user", "team"], quota.AsObject().Select(field => field.Key));
        Assert.Equal(("key", id, "2026-11", "2026-12-01T00:00:00Z"), (quota["subject"]!.GetValue<string>(), quota["id"]!.GetValue<string>(), quota["window"]!.GetValue<string>(), quota["resets_at"]!.GetValue<string>()));
        Assert.Equal("""{"limit":5,"used":1,"held":0,"remaining":4}""", quota["meters"]!["calls"]!.ToJsonString());
        Assert.Equal("""{"limit":100000,"used":40,"held":0,"remaining":99960}""", quota["user"]!["meters"]!["tokens"]!.ToJsonString());
        Assert.Equal("""{"limit":null,"used":40,"held":0,"remaining":null}""", quota["team"]!["meters"]!["tokens"]!.ToJsonString());
        foreach (var subject in (string[])["key", "user", "team"])
        {
            var admin = (await Host.GetAsync($"usage/{subject}/{(subject == "key" ? id : subject[..1])}")).Expect().ToJsonString();
            var own = subject == "key" ? Without(quota) : quota[subject]!.ToJsonString();
            Assert.Equal(admin, own);
        }
    }

    [Fact]
    public async Task A_holder_may_ask_for_the_user_first()
    {
        await Host.PostAsync("users", """{"id":"u"}""");
        var (_, secret) = await Host.KeyAsync("\"user\":\"u\"");
        var quota = (await MeAsync(secret, "?subject=user")).Expect();
        Assert.Equal(("user", "u", null), (quota["subject"]!.GetValue<string>(), quota["id"]!.GetValue<string>(), quota["team"]));
        (await MeAsync(secret, "?subject=team")).ExpectRefusal(404, "not_found");
        (await MeAsync(secret, "?subject=organization")).ExpectRefusal(400, "unsupported_value", "subject");
    }

    [Fact]
    public async Task A_shared_key_has_neither_user_nor_team()
    {
        var (_, secret) = await Host.KeyAsync();
        var quota = (await MeAsync(secret)).Expect();
        Assert.Null(quota["user"]);
        Assert.Null(quota["team"]);
        (await MeAsync(secret, "?subject=user")).ExpectRefusal(404, "not_found");
    }

    [Fact]
    public async Task A_key_that_may_name_users_asks_for_one()
    {
        var (_, secret) = await Host.KeyAsync("\"may_name_users\":true");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Host.Address, "/quota/v1/me"));
        request.Headers.Add("X-Api-Key", secret);
        request.Headers.Add("X-LlmGateway-User", "bob");
        Assert.Equal("bob", (await Host.SendAsync(request)).Expect()["user"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_place_of_a_credential_is_read_and_two_are_refused()
    {
        var (_, secret) = await Host.KeyAsync();
        foreach (var (name, value) in ((string, string)[])[("Authorization", $"Bearer {secret}"), ("x-goog-api-key", secret), ("X-Api-Key", secret)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Host.Address, "/quota/v1/me"));
            request.Headers.TryAddWithoutValidation(name, value);
            (await Host.SendAsync(request)).Expect();
        }

        (await Host.SendAsync(HttpMethod.Get, $"/quota/v1/me?key={secret}", token: null)).Expect();
        (await Host.SendAsync(HttpMethod.Get, $"/quota/v1/me?key={secret}", token: secret)).ExpectRefusal(400, "invalid_request");
        (await Host.SendAsync(HttpMethod.Get, "/quota/v1/me", token: null)).ExpectRefusal(401, "invalid_api_key");
        (await MeAsync("lgw_junk")).ExpectRefusal(401, "invalid_api_key");
        (await Host.SendAsync(HttpMethod.Get, "/quota/v1/you", token: secret)).ExpectRefusal(404, "not_found");
    }

    [Fact]
    public async Task What_an_administrator_changes_is_seen_at_the_next_question()
    {
        var (id, secret) = await Host.KeyAsync();
        for (var limit = 1; limit <= 5; limit++)
        {
            await Host.PutAsync($"limits/key/{id}", $$"""{"monthly_token_limit":{{limit}}}""");
            Assert.Equal(limit, (await MeAsync(secret)).Expect()["meters"]!["tokens"]!["limit"]!.GetValue<long>());
        }

        await Host.PatchAsync($"keys/{id}", """{"is_active":false}""");
        (await MeAsync(secret)).ExpectRefusal(403, "subject_disabled");
        await Host.PatchAsync($"keys/{id}", """{"is_active":true}""");
        (await MeAsync(secret)).Expect();

        var fresh = (await Host.PostAsync($"keys/{id}/rotate")).Expect()["key"]!.GetValue<string>();
        (await MeAsync(secret)).ExpectRefusal(401, "invalid_api_key");
        Assert.Equal(id, (await MeAsync(fresh)).Expect()["id"]!.GetValue<string>());

        await Host.DeleteAsync($"keys/{id}");
        (await MeAsync(fresh)).ExpectRefusal(401, "key_revoked");
    }

    [Fact]
    public async Task An_old_secret_works_in_its_grace_and_then_says_that_it_expired()
    {
        var (id, old) = await Host.KeyAsync();
        await Host.PostAsync($"keys/{id}/rotate", """{"grace_seconds":10}""");
        (await MeAsync(old)).Expect();
        Host.Time.Advance(TimeSpan.FromSeconds(11));
        (await MeAsync(old)).ExpectRefusal(401, "key_expired");
    }

    private Task<AdminAnswer> MeAsync(string secret, string query = "") => Host.SendAsync(HttpMethod.Get, $"/quota/v1/me{query}", token: secret);

    /// <summary>The key's own usage, as GET usage shows it.</summary>
    private static string Without(JsonNode quota)
    {
        var own = quota.DeepClone().AsObject();
        own.Remove("user");
        own.Remove("team");
        return own.ToJsonString();
    }
}
