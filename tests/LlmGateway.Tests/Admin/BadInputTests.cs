using System.Net.Http.Headers;

namespace LlmGateway.Tests.Admin;

/// <summary>Bodies and parameters that are wrong: a precise 400 that names the field.</summary>
public sealed class BadInputTests(BadInputTests.OneHost one) : IClassFixture<BadInputTests.OneHost>
{
    public sealed class OneHost : AdminTest
    {
        internal AdminHost Value => Host;
    }

    private AdminHost Host => one.Value;

    [Theory]
    [InlineData("organizations", """{"name":"n","id":"a/b"}""", "id")]
    [InlineData("organizations", """{"name":"n","id":""}""", "id")]
    [InlineData("organizations", """{"name":"n","id":".."}""", "id")]
    [InlineData("organizations", """{"name":"n","id":"ä"}""", "id")]
    [InlineData("organizations", """{"name":"n","id":7}""", "id")]
    [InlineData("organizations", "{}", "name")]
    [InlineData("organizations", """{"name":" "}""", "name")]
    [InlineData("organizations", """{"name":"a\u0000b"}""", "name")]
    [InlineData("organizations", """{"name":["n"]}""", "name")]
    [InlineData("organizations", """{"name":"n","Name":"m"}""", "Name")]
    [InlineData("teams", """{"name":null}""", "name")]
    [InlineData("users", """{"id":"'; DROP TABLE users; --"}""", "id")]
    [InlineData("users", """{"name":"x\ny"}""", "name")]
    [InlineData("keys", "{}", "name")]
    [InlineData("keys", """{"name":"k","may_name_users":"true"}""", "may_name_users")]
    [InlineData("keys", """{"name":"k","may_name_users":1}""", "may_name_users")]
    [InlineData("keys", """{"name":"k","allowed_models":"gpt-4o"}""", "allowed_models")]
    [InlineData("keys", """{"name":"k","allowed_models":[1]}""", "allowed_models")]
    [InlineData("keys", """{"name":"k","allowed_models":[""]}""", "allowed_models")]
    [InlineData("keys", """{"name":"k","allowed_models":["a*b"]}""", "allowed_models")]
    [InlineData("keys", """{"name":"k","allowed_models":["gpt-4o","GPT-4o"]}""", "allowed_models")]
    [InlineData("keys", """{"name":"k","allowed_operations":["a b"]}""", "allowed_operations")]
    [InlineData("keys", """{"name":"k","allowed_operations":[null]}""", "allowed_operations")]
    [InlineData("keys", """{"name":"k","expires_at":"2026-11-24T12:00:00Z"}""", "expires_at")]
    [InlineData("keys", """{"name":"k","expires_at":"2027-01-01T00:00:00"}""", "expires_at")]
    [InlineData("keys", """{"name":"k","expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("keys", """{"name":"k","expires_at":1900000000}""", "expires_at")]
    [InlineData("keys", """{"name":"k","limits":7}""", "limits")]
    [InlineData("keys", """{"name":"k","limits":{"monthly_token_limit":-1}}""", "limits.monthly_token_limit")]
    [InlineData("keys", """{"name":"k","limits":{"monthly_tokens":1}}""", "limits.monthly_tokens")]
    public async Task A_field_of_the_wrong_form_is_named(string route, string body, string param) => (await Host.PostAsync(route, body)).ExpectRefusal(400, "invalid_request", param);

    [Theory]
    [InlineData("organizations", """{"name":"n","time_zone":"Mars/Olympus"}""", "time_zone")]
    [InlineData("organizations", """{"name":"n","time_zone":"../../etc/passwd"}""", "time_zone")]
    [InlineData("organizations", """{"name":"n","time_zone":""}""", "time_zone")]
    [InlineData("organizations", """{"name":"n","default_tier":"gold"}""", "default_tier")]
    [InlineData("users", """{"tier":"gold"}""", "tier")]
    [InlineData("keys", """{"name":"k","operation_type":"video_generation"}""", "operation_type")]
    [InlineData("keys", """{"name":"k","unknown_objects":"maybe"}""", "unknown_objects")]
    [InlineData("keys", """{"name":"k","limits":{"window":"weekly"}}""", "limits.window")]
    public async Task A_word_that_is_not_understood_is_named(string route, string body, string param) => (await Host.PostAsync(route, body)).ExpectRefusal(400, "unsupported_value", param);

    [Theory]
    [InlineData("organizations", """{"name":"n","bucket":7}""", "bucket")]
    [InlineData("organizations", """{"name":"n","version":7}""", "version")]
    [InlineData("organizations", """{"name":"n","is_active":false}""", "is_active")]
    [InlineData("organizations", """{"name":"n","created_at":"2020-01-01T00:00:00Z"}""", "created_at")]
    [InlineData("teams", """{"name":"n","organization_id":"acme"}""", "organization_id")]
    [InlineData("users", """{"version":0}""", "version")]
    [InlineData("users", """{"limits":{"monthly_token_limit":0}}""", "limits")]
    [InlineData("keys", """{"name":"n","id":"key_mine"}""", "id")]
    [InlineData("keys", """{"name":"n","key":"lgw_mine"}""", "key")]
    [InlineData("keys", """{"name":"n","hash":"00"}""", "hash")]
    [InlineData("keys", """{"name":"n","secrets":[]}""", "secrets")]
    [InlineData("keys", """{"name":"n","revoked_at":null}""", "revoked_at")]
    [InlineData("keys", """{"name":"n","limits":{"version":1}}""", "limits.version")]
    public async Task Fields_that_are_not_the_callers_to_set_are_refused(string route, string body, string param) => (await Host.PostAsync(route, body)).ExpectRefusal(400, "invalid_request", param);

    [Fact]
    public async Task Whose_a_record_is_cannot_be_changed()
    {
        var (id, _) = await Host.KeyAsync();
        foreach (var field in (string[])["organization", "user", "team", "id", "key", "revoked_at", "limits"])
        {
            (await Host.PatchAsync($"keys/{id}", $$"""{"{{field}}":null}""")).ExpectRefusal(400, "invalid_request", field);
        }

        await Host.PostAsync("users", """{"id":"fixed"}""");
        (await Host.PatchAsync("users/fixed", """{"organization":"acme"}""")).ExpectRefusal(400, "invalid_request", "organization");
        (await Host.PatchAsync("users/fixed", """{"id":"other"}""")).ExpectRefusal(400, "invalid_request", "id");
        (await Host.PatchAsync("users/fixed", """{"is_active":null}""")).ExpectRefusal(400, "invalid_request", "is_active");
        (await Host.PatchAsync("organizations/default", """{"id":"other"}""")).ExpectRefusal(400, "invalid_request", "id");
    }

    [Theory]
    [InlineData("""{"monthly_token_limit":-1}""", "monthly_token_limit")]
    [InlineData("""{"monthly_token_limit":1.5}""", "monthly_token_limit")]
    [InlineData("""{"monthly_token_limit":"10"}""", "monthly_token_limit")]
    [InlineData("""{"monthly_token_limit":1e308}""", "monthly_token_limit")]
    [InlineData("""{"monthly_token_limit":9007199254740992}""", "monthly_token_limit")]
    [InlineData("""{"monthly_token_limit":9223372036854775808}""", "monthly_token_limit")]
    [InlineData("""{"monthly_token_limit":true}""", "monthly_token_limit")]
    [InlineData("""{"monthly_token_limit":[]}""", "monthly_token_limit")]
    [InlineData("""{"monthly_call_limit":-9223372036854775808}""", "monthly_call_limit")]
    [InlineData("""{"monthly_cost_limit_usd":5}""", "monthly_cost_limit_usd")]
    [InlineData("""{"monthly_cost_limit_usd":"-5"}""", "monthly_cost_limit_usd")]
    [InlineData("""{"monthly_cost_limit_usd":"5,00"}""", "monthly_cost_limit_usd")]
    [InlineData("""{"monthly_cost_limit_usd":"$5"}""", "monthly_cost_limit_usd")]
    [InlineData("""{"monthly_cost_limit_usd":"0.0000000001"}""", "monthly_cost_limit_usd")]
    [InlineData("""{"monthly_cost_limit_usd":"9007200"}""", "monthly_cost_limit_usd")]
    [InlineData("""{"monthly_cost_limit_usd":""}""", "monthly_cost_limit_usd")]
    [InlineData("""{"video_seconds_limit":0.0001}""", "video_seconds_limit")]
    [InlineData("""{"video_seconds_limit":-1}""", "video_seconds_limit")]
    [InlineData("""{"video_seconds_limit":1e30}""", "video_seconds_limit")]
    [InlineData("""{"requests_per_minute":-1}""", "requests_per_minute")]
    [InlineData("""{"is_active":"false"}""", "is_active")]
    [InlineData("""{"subject":"user"}""", "subject")]
    [InlineData("""{"effective":{}}""", "effective")]
    public async Task A_limit_out_of_range_is_named_and_nothing_is_written(string body, string param)
    {
        (await Host.PutAsync("limits/organization/default", body)).ExpectRefusal(400, "invalid_request", param);
        Assert.Null((await Host.GetAsync("limits/organization/default")).Expect()["created_at"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""{"name":"a","n\u0061me":"b"}""")]
    [InlineData("""{"name":"a"} trailing""")]
    [InlineData("""{"name":"a",}""")]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"name":"a","limits":{"window":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}}}}}}}}}}""")]
    public async Task A_body_that_is_no_json_object_is_refused(string body) =>
        (await Host.PostAsync("keys", body)).ExpectRefusal(400, "invalid_request", body.Length == 0 ? "name" : null);

    [Fact]
    public async Task A_body_must_be_utf8_json_of_a_sensible_size()
    {
        (await SendAsync([0x7B, 0x22, 0x6E, 0xFF, 0x22, 0x3A, 0x31, 0x7D], "application/json")).ExpectRefusal(400, "invalid_request");
        (await SendAsync("""{"name":"k"}"""u8.ToArray(), "text/plain")).ExpectRefusal(415, "invalid_request");
        (await SendAsync(new byte[300 * 1024], "application/json")).ExpectRefusal(400, "invalid_request");

        async Task<AdminAnswer> SendAsync(byte[] body, string type)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Host.Address, "/admin/v1/keys")) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
            request.Headers.Authorization = new("Bearer", AdminHost.Token);
            return await Host.SendAsync(request);
        }
    }

    [Theory]
    [InlineData("keys?limit=0", "limit")]
    [InlineData("keys?limit=1001", "limit")]
    [InlineData("keys?limit=ten", "limit")]
    [InlineData("keys?limit=1.5", "limit")]
    [InlineData("keys?cursor=nonsense", "cursor")]
    [InlineData("keys?cursor=", "cursor")]
    [InlineData("keys?limit=1&limit=2", "limit")]
    [InlineData("keys?organisation=acme", "organisation")]
    [InlineData("organizations?organization=acme", "organization")]
    [InlineData("ledger?cursor=MTIzOmFiYw", "cursor")]
    [InlineData("ledger?from=yesterday", "from")]
    [InlineData("ledger?to=2026-13-01", "to")]
    [InlineData("ledger?kind=settle", "kind")]
    [InlineData("audit?cursor=MTIzOmFiYw", "cursor")]
    [InlineData("usage/organization/default?window=2026-13", "window")]
    [InlineData("usage/organization/default?window=november", "window")]
    [InlineData("usage/organization/default?window=2026-12", "window")]
    [InlineData("usage/organization/default?window=0001-01", "window")]
    [InlineData("reports?group_by=user,user", "group_by")]
    [InlineData("reports?window=2027-01", "window")]
    [InlineData("reports?from=2026-11-01", "to")]
    [InlineData("reports?to=2026-11-01", "from")]
    [InlineData("reports?from=2026-11-02&to=2026-11-01", "from")]
    [InlineData("reports?from=2026-11-01&to=2026-11-01&window=2026-11", "window")]
    [InlineData("reports?from=2026-11-01T00:00:00Z&to=2026-11-01", "from")]
    public async Task A_parameter_of_the_wrong_form_is_named(string route, string param) => (await Host.GetAsync(route)).ExpectRefusal(400, "invalid_request", param);

    [Theory]
    [InlineData("reports?group_by=", "group_by")]
    [InlineData("reports?group_by=user;DROP TABLE ledger", "group_by")]
    [InlineData("reports?group_by=upstream", "group_by")]
    [InlineData("reports?format=xlsx", "format")]
    [InlineData("ledger?operation_type=magic", "operation_type")]
    public async Task A_parameter_that_is_not_understood_is_named(string route, string param) => (await Host.GetAsync(route)).ExpectRefusal(400, "unsupported_value", param);

    [Theory]
    [InlineData("""{"meters":[]}""", "invalid_request", "meters")]
    [InlineData("""{"meters":["apples"]}""", "unsupported_value", "meters")]
    [InlineData("""{"meters":"tokens"}""", "invalid_request", "meters")]
    [InlineData("""{"reason":7}""", "invalid_request", "reason")]
    [InlineData("""{"window":"2026-10"}""", "invalid_request", "window")]
    public async Task A_reset_of_the_wrong_form_is_refused(string body, string code, string param) => (await Host.PostAsync("usage/organization/default/reset", body)).ExpectRefusal(400, code, param);

    [Theory]
    [InlineData("""{"grace_seconds":-1}""")]
    [InlineData("""{"grace_seconds":2592001}""")]
    [InlineData("""{"grace_seconds":"60"}""")]
    public async Task A_grace_out_of_range_is_refused(string body)
    {
        var (id, secret) = await Host.KeyAsync();
        (await Host.PostAsync($"keys/{id}/rotate", body)).ExpectRefusal(400, "invalid_request", "grace_seconds");
        await Host.PolicyAsync(secret);
    }

    [Fact]
    public async Task A_wrong_method_says_which_are_right()
    {
        var answer = await Host.SendAsync(HttpMethod.Put, "keys", "{}");
        answer.ExpectRefusal(405, "invalid_request");
        Assert.Equal(["GET", "POST"], answer.ContentHeaders.Allow.Order());
    }

    [Theory]
    [InlineData("keys")]
    [InlineData("users")]
    [InlineData("teams")]
    [InlineData("organizations")]
    [InlineData("ledger")]
    [InlineData("audit")]
    public async Task A_cursor_that_was_made_up_is_a_400(string route)
    {
        foreach (var cursor in (string[])["zzz", "!", "AAAA", "%00"])
        {
            (await Host.GetAsync($"{route}?cursor={cursor}")).ExpectRefusal(400, "invalid_request", "cursor");
        }
    }
}
