using System.Text.Json.Nodes;

namespace LlmGateway.Tests.Admin;

/// <summary>Organizations, teams, users and keys, as their records come and go.</summary>
public sealed class RecordTests : AdminTest
{
    [Fact]
    public async Task An_organization_is_created_read_changed_and_disabled()
    {
        var created = (await Host.PostAsync("organizations", """{"id":"acme","name":"Acme Ltd","time_zone":"Europe/Berlin","default_tier":"pro"}""")).Expect(201);
        AssertJson("""
            {"id":"acme","name":"Acme Ltd","time_zone":"Europe/Berlin","next_time_zone":null,"next_time_zone_at":null,"default_tier":"pro","is_active":true,
             "created_at":"2026-11-24T12:00:00Z","updated_at":"2026-11-24T12:00:00Z"}
            """, created);
        AssertJson(created.ToJsonString(), (await Host.GetAsync("organizations/acme")).Expect());

        Host.Time.Advance(TimeSpan.FromMinutes(1));
        var changed = (await Host.PatchAsync("organizations/acme", """{"name":"Acme","is_active":false}""")).Expect();
        Assert.Equal(("Acme", false, "pro", "2026-11-24T12:01:00Z"), (changed["name"]!.GetValue<string>(), changed["is_active"]!.GetValue<bool>(), changed["default_tier"]!.GetValue<string>(), changed["updated_at"]!.GetValue<string>()));
        Assert.True((await Host.PatchAsync("organizations/acme", """{"is_active":true}""")).Expect()["is_active"]!.GetValue<bool>());
        Assert.False((await Host.DeleteAsync("organizations/acme")).Expect()["is_active"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_team_is_created_read_changed_and_disabled()
    {
        var created = (await Host.PostAsync("teams", """{"id":"research","name":"Research"}""")).Expect(201);
        AssertJson("""{"id":"research","name":"Research","organization":"default","is_active":true,"created_at":"2026-11-24T12:00:00Z","updated_at":"2026-11-24T12:00:00Z"}""", created);
        AssertJson(created.ToJsonString(), (await Host.GetAsync("teams/research")).Expect());
        Assert.Equal("R&D", (await Host.PatchAsync("teams/research", """{"name":"R&D"}""")).Expect()["name"]!.GetValue<string>());
        Assert.False((await Host.DeleteAsync("teams/research")).Expect()["is_active"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_user_is_created_read_changed_and_disabled()
    {
        await Host.PostAsync("teams", """{"id":"research","name":"Research"}""");
        var created = (await Host.PostAsync("users", """{"id":"alice@example.com","name":"Alice","team":"research","tier":"pro"}""")).Expect(201);
        AssertJson("""
            {"id":"alice@example.com","name":"Alice","organization":"default","team":"research","tier":"pro","is_active":true,
             "created_at":"2026-11-24T12:00:00Z","updated_at":"2026-11-24T12:00:00Z"}
            """, created);
        AssertJson(created.ToJsonString(), (await Host.GetAsync("users/alice@example.com")).Expect());
        var changed = (await Host.PatchAsync("users/alice@example.com", """{"name":null,"team":null,"tier":null}""")).Expect();
        Assert.Equal((null, null, "free"), (changed["name"]?.GetValue<string>(), changed["team"]?.GetValue<string>(), changed["tier"]!.GetValue<string>()));
        Assert.False((await Host.DeleteAsync("users/alice@example.com")).Expect()["is_active"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Without_an_id_the_gateway_makes_one_and_a_user_takes_the_default_tier()
    {
        Assert.Matches("^org_[0-9a-z]{26}$", (await Host.PostAsync("organizations", """{"name":"Acme","default_tier":"enterprise"}""")).Expect(201)["id"]!.GetValue<string>());
        Assert.Matches("^team_[0-9a-z]{26}$", (await Host.PostAsync("teams", """{"name":"Research"}""")).Expect(201)["id"]!.GetValue<string>());
        var user = (await Host.PostAsync("users", "{}")).Expect(201);
        Assert.Matches("^usr_[0-9a-z]{26}$", user["id"]!.GetValue<string>());
        Assert.Equal("free", user["tier"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_key_is_created_with_its_secret_which_is_never_shown_again()
    {
        await Host.PostAsync("users", """{"id":"alice"}""");
        var created = (await Host.PostAsync("keys", """
            {"name":"laptop","user":"alice","operation_type":"script_generation","allowed_models":["GPT-4o*","models/gemini-2.5-flash"],"allowed_operations":["openai.*"],
             "unknown_objects":"allow","expires_at":"2027-01-31T01:00:00+01:00","limits":{"monthly_token_limit":10}}
            """)).Expect(201).AsObject();
        var secret = created["key"]!.GetValue<string>();
        var id = created["id"]!.GetValue<string>();
        Assert.Matches("^key_[0-9a-z]{26}$", id);

        created.Remove("key");
        AssertJson($$"""
            {"id":"{{id}}","name":"laptop","organization":"default","team":null,"user":"alice","may_name_users":false,"operation_type":"script_generation","allowed_models":["gpt-4o*","gemini-2.5-flash"],
             "allowed_operations":["openai.*"],"unknown_objects":"allow","expires_at":"2027-01-31T00:00:00Z","revoked_at":null,"is_active":true,
             "secrets":[{"last_four":"{{secret[^4..]}}","created_at":"2026-11-24T12:00:00Z","expires_at":null}],"created_at":"2026-11-24T12:00:00Z","updated_at":"2026-11-24T12:00:00Z"}
            """, created);
        AssertJson(created.ToJsonString(), (await Host.GetAsync($"keys/{id}")).Expect());
        Assert.Equal(10, (await Host.GetAsync($"limits/key/{id}")).Expect()["monthly_token_limit"]!.GetValue<long>());
        foreach (var route in (string[])["keys", $"keys/{id}", "audit", $"limits/key/{id}", $"usage/key/{id}"])
        {
            Assert.DoesNotContain(secret[15..58], (await Host.GetAsync(route)).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_is_changed_field_by_field()
    {
        var (id, _) = await Host.KeyAsync("\"operation_type\":\"llm_call\",\"allowed_models\":[\"a\"],\"expires_at\":\"2027-01-01T00:00:00Z\"");
        var changed = (await Host.PatchAsync($"keys/{id}", """{"name":"ci","may_name_users":true,"operation_type":null,"allowed_models":null,"allowed_operations":["x"],"unknown_objects":"allow","expires_at":null}""")).Expect();
        Assert.Equal("ci", changed["name"]!.GetValue<string>());
        Assert.True(changed["may_name_users"]!.GetValue<bool>());
        Assert.Null(changed["operation_type"]);
        Assert.Empty(changed["allowed_models"]!.AsArray());
        Assert.Equal("x", changed["allowed_operations"]![0]!.GetValue<string>());
        Assert.Equal("allow", changed["unknown_objects"]!.GetValue<string>());
        Assert.Null(changed["expires_at"]);
    }

    [Fact]
    public async Task A_revoked_key_stays_revoked()
    {
        var (id, _) = await Host.KeyAsync();
        Assert.Equal("2026-11-24T12:00:00Z", (await Host.DeleteAsync($"keys/{id}")).Expect()["revoked_at"]!.GetValue<string>());
        Host.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("2026-11-24T12:00:00Z", (await Host.DeleteAsync($"keys/{id}")).Expect()["revoked_at"]!.GetValue<string>());
        (await Host.PatchAsync($"keys/{id}", """{"is_active":true}""")).ExpectRefusal(409, "conflict", "id");
        (await Host.PostAsync($"keys/{id}/rotate")).ExpectRefusal(409, "conflict", "id");
    }

    [Fact]
    public async Task A_rotation_keeps_the_id_and_gives_the_old_secret_its_grace()
    {
        var (id, old) = await Host.KeyAsync();
        var rotated = (await Host.PostAsync($"keys/{id}/rotate", """{"grace_seconds":3600}""")).Expect();
        Assert.Equal(id, rotated["id"]!.GetValue<string>());
        Assert.NotEqual(old, rotated["key"]!.GetValue<string>());
        Assert.Equal(["2026-11-24T13:00:00Z", null], rotated["secrets"]!.AsArray().Select(secret => secret!["expires_at"]?.GetValue<string>()).Order().Reverse());

        // A second rotation leaves two secrets at most: the one in use has its grace, the oldest ends.
        var again = (await Host.PostAsync($"keys/{id}/rotate", """{"grace_seconds":60}""")).Expect();
        Assert.Equal(2, again["secrets"]!.AsArray().Count);
        Assert.Single((await Host.PostAsync($"keys/{id}/rotate")).Expect()["secrets"]!.AsArray());
    }

    [Theory]
    [InlineData("organizations", """{"id":"twice","name":"n"}""")]
    [InlineData("teams", """{"id":"twice","name":"n"}""")]
    [InlineData("users", """{"id":"twice"}""")]
    public async Task An_id_is_taken_once(string route, string body)
    {
        (await Host.PostAsync(route, body)).Expect(201);
        (await Host.PostAsync(route, body)).ExpectRefusal(409, "conflict", "id");
    }

    [Fact]
    public async Task The_same_id_may_exist_in_two_organizations()
    {
        await Host.PostAsync("organizations", """{"id":"acme","name":"Acme","default_tier":"pro"}""");
        (await Host.PostAsync("users", """{"id":"alice"}""")).Expect(201);
        Assert.Equal("pro", (await Host.PostAsync("users", """{"id":"alice","organization":"acme"}""")).Expect(201)["tier"]!.GetValue<string>());
        Assert.Equal("acme", (await Host.PostAsync("users?organization=acme", """{"id":"bob"}""")).Expect(201)["organization"]!.GetValue<string>());
        Assert.Equal("free", (await Host.GetAsync("users/alice")).Expect()["tier"]!.GetValue<string>());
        Assert.Equal("pro", (await Host.GetAsync("users/alice?organization=acme")).Expect()["tier"]!.GetValue<string>());
        (await Host.GetAsync("users/bob")).ExpectRefusal(404, "not_found", "id");
        (await Host.PostAsync("users?organization=acme", """{"id":"carol","organization":"default"}""")).ExpectRefusal(400, "invalid_request", "organization");
    }

    [Theory]
    [InlineData("organizations/nobody", "id")]
    [InlineData("teams/nobody", "id")]
    [InlineData("users/nobody", "id")]
    [InlineData("keys/key_nobody", "id")]
    [InlineData("users/nobody?organization=nowhere", "organization")]
    [InlineData("users?organization=nowhere", "organization")]
    [InlineData("teams?organization=nowhere", "organization")]
    [InlineData("keys?organization=nowhere", "organization")]
    [InlineData("limits/user/nobody", "id")]
    [InlineData("limits/planet/earth", "subject")]
    [InlineData("limits/upstream/openai/other", "id")]
    [InlineData("limits/upstream/openai%2Fother", "id")]
    [InlineData("usage/user/nobody", "id")]
    [InlineData("usage/team/nobody", "id")]
    [InlineData("usage/key/nobody", "id")]
    [InlineData("usage/organization/nobody", "id")]
    [InlineData("ledger?organization=nowhere", "organization")]
    [InlineData("reports?organization=nowhere", "id")]
    [InlineData("no/such/route", null)]
    public async Task What_is_not_there_is_a_404_that_says_what(string route, string? param) => (await Host.GetAsync(route)).ExpectRefusal(404, "not_found", param);

    [Fact]
    public async Task A_key_of_another_organization_is_not_there()
    {
        await Host.PostAsync("organizations", """{"id":"acme","name":"Acme"}""");
        var (id, _) = await Host.KeyAsync("\"organization\":\"acme\"");
        (await Host.GetAsync($"keys/{id}")).Expect();
        (await Host.GetAsync($"keys/{id}?organization=acme")).Expect();
        (await Host.GetAsync($"keys/{id}?organization=default")).ExpectRefusal(404, "not_found", "id");
        (await Host.DeleteAsync($"keys/{id}?organization=default")).ExpectRefusal(404, "not_found", "id");
        (await Host.GetAsync($"usage/key/{id}?organization=default")).ExpectRefusal(404, "not_found", "id");
    }

    [Theory]
    [InlineData("keys", """{"name":"k","user":"nobody"}""", "user")]
    [InlineData("keys", """{"name":"k","team":"nobody"}""", "team")]
    [InlineData("keys", """{"name":"k","organization":"nobody"}""", "organization")]
    [InlineData("users", """{"team":"nobody"}""", "team")]
    [InlineData("users", """{"organization":"nobody"}""", "organization")]
    [InlineData("teams", """{"name":"t","organization":"nobody"}""", "organization")]
    public async Task A_record_that_names_something_missing_is_a_404(string route, string body, string param) => (await Host.PostAsync(route, body)).ExpectRefusal(404, "not_found", param);

    [Fact]
    public async Task Nothing_new_hangs_below_what_is_disabled()
    {
        await Host.PostAsync("teams", """{"id":"t","name":"t"}""");
        await Host.PostAsync("users", """{"id":"u"}""");
        await Host.PatchAsync("teams/t", """{"is_active":false}""");
        await Host.PatchAsync("users/u", """{"is_active":false}""");
        (await Host.PostAsync("keys", """{"name":"k","team":"t"}""")).ExpectRefusal(409, "conflict", "team");
        (await Host.PostAsync("keys", """{"name":"k","user":"u"}""")).ExpectRefusal(409, "conflict", "user");
        (await Host.PostAsync("users", """{"team":"t"}""")).ExpectRefusal(409, "conflict", "team");
        await Host.PatchAsync("organizations/default", """{"is_active":false}""");
        (await Host.PostAsync("keys", """{"name":"k"}""")).ExpectRefusal(409, "conflict", "organization");
    }

    [Fact]
    public async Task Live_keys_keep_what_is_above_them_unless_they_go_with_it()
    {
        await Host.PostAsync("organizations", """{"id":"acme","name":"Acme"}""");
        await Host.PostAsync("teams?organization=acme", """{"id":"t","name":"t"}""");
        await Host.PostAsync("users?organization=acme", """{"id":"u","team":"t"}""");
        var (ofUser, _) = await Host.KeyAsync("\"organization\":\"acme\",\"user\":\"u\"");
        var (ofTeam, _) = await Host.KeyAsync("\"organization\":\"acme\",\"team\":\"t\"");
        var (shared, _) = await Host.KeyAsync("\"organization\":\"acme\"");
        foreach (var route in (string[])["users/u", "teams/t"]) (await Host.DeleteAsync($"{route}?organization=acme")).ExpectRefusal(409, "conflict", "cascade");
        Assert.Contains("3 live keys", (await Host.DeleteAsync("organizations/acme")).ExpectRefusal(409, "conflict", "cascade"), StringComparison.Ordinal);

        (await Host.DeleteAsync("users/u?organization=acme&cascade=true")).Expect();
        Assert.Equal("revoked, live, live", await RevokedAsync(ofUser, ofTeam, shared));
        (await Host.DeleteAsync("teams/t?organization=acme&cascade=true")).Expect();
        Assert.Equal("revoked, revoked, live", await RevokedAsync(ofUser, ofTeam, shared));
        (await Host.DeleteAsync("organizations/acme?cascade=true")).Expect();
        Assert.Equal("revoked, revoked, revoked", await RevokedAsync(ofUser, ofTeam, shared));
    }

    [Fact]
    public async Task A_team_goes_with_the_keys_of_its_users_but_not_with_those_of_other_teams()
    {
        await Host.PostAsync("teams", """{"id":"t","name":"t"}""");
        await Host.PostAsync("teams", """{"id":"other","name":"o"}""");
        await Host.PostAsync("users", """{"id":"u","team":"t"}""");
        var (ofUser, _) = await Host.KeyAsync("\"user\":\"u\"");
        var (elsewhere, _) = await Host.KeyAsync("\"user\":\"u\",\"team\":\"other\"");
        (await Host.DeleteAsync("teams/t?cascade=true")).Expect();
        Assert.Equal("revoked, live", await RevokedAsync(ofUser, elsewhere));
    }

    [Fact]
    public async Task Expired_and_revoked_keys_keep_nothing()
    {
        await Host.PostAsync("users", """{"id":"u"}""");
        await Host.KeyAsync("\"user\":\"u\",\"expires_at\":\"2026-11-24T12:00:01Z\"");
        var (revoked, _) = await Host.KeyAsync("\"user\":\"u\"");
        await Host.DeleteAsync($"keys/{revoked}");
        (await Host.DeleteAsync("users/u")).ExpectRefusal(409, "conflict", "cascade");
        Host.Time.Advance(TimeSpan.FromSeconds(2));
        (await Host.DeleteAsync("users/u")).Expect();
    }

    [Fact]
    public async Task A_new_time_zone_comes_with_the_next_month()
    {
        await using var host = await AdminHost.StartAsync(start: new DateTimeOffset(2026, 11, 30, 22, 59, 50, TimeSpan.Zero));
        await host.PostAsync("organizations", """{"id":"acme","name":"Acme","time_zone":"Europe/Berlin"}""");

        // Tokyo's December began eight hours ago; Berlin's November ends in ten seconds.
        Assert.Equal(("Europe/Berlin", "Asia/Tokyo", "2026-11-30T23:00:00Z"), Zones((await host.PatchAsync("organizations/acme", """{"time_zone":"Asia/Tokyo"}""")).Expect()));
        // Berlin's December begins an hour before that of UTC: until then it stays, or the last hour of November would come twice.
        Assert.Equal(("Europe/Berlin", "UTC", "2026-12-01T00:00:00Z"), Zones((await host.PatchAsync("organizations/acme", """{"time_zone":"UTC"}""")).Expect()));
        Assert.Equal(("Europe/Berlin", null, null), Zones((await host.PatchAsync("organizations/acme", """{"time_zone":"Europe/Berlin"}""")).Expect()));

        await host.PatchAsync("organizations/acme", """{"time_zone":"Asia/Tokyo"}""");
        host.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(("Asia/Tokyo", null, null), Zones((await host.GetAsync("organizations/acme")).Expect()));
        Assert.Equal(("Asia/Tokyo", "UTC", "2027-01-01T00:00:00Z"), Zones((await host.PatchAsync("organizations/acme", """{"time_zone":"UTC"}""")).Expect()));

        static (string, string?, string?) Zones(JsonNode organization) =>
            (organization["time_zone"]!.GetValue<string>(), organization["next_time_zone"]?.GetValue<string>(), organization["next_time_zone_at"]?.GetValue<string>());
    }

    private async Task<string> RevokedAsync(params string[] ids)
    {
        var states = new List<string>();
        foreach (var id in ids) states.Add((await Host.GetAsync($"keys/{id}")).Expect()["revoked_at"] is null ? "live" : "revoked");
        return string.Join(", ", states);
    }

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"{actual.ToJsonString()}\ninstead of\n{expected}");
}
