using System.Text.Json.Nodes;

namespace LlmGateway.Tests.Cli;

public sealed class KeysCommandTests : CliTest
{
    private const string NewKey = """{"id":"key_1","key":"lgw_secret","name":"ci","user":"alice"}""";

    [Fact]
    public async Task Create_sends_what_is_named_and_nothing_else()
    {
        Api.Lay("POST /admin/v1/keys", NewKey, 201);

        await SucceedAsync("keys", "create", "ci", "--user", "alice", "--organization", "acme", "--may-name-users", "true",
            "--allowed-models", "gpt-5-mini, gemini-2.5-flash", "--unknown-objects", "allow", "--expires-at", "2027-01-31",
            "--monthly-tokens", "10000", "--monthly-cost-usd", "5.00", "--videos", "unlimited");

        AssertJson("""
            {"name":"ci","user":"alice","may_name_users":true,"allowed_models":["gpt-5-mini","gemini-2.5-flash"],"unknown_objects":"allow",
             "expires_at":"2027-01-31T00:00:00Z","organization":"acme",
             "limits":{"monthly_token_limit":10000,"monthly_cost_limit_usd":"5.00","video_generation_limit":0}}
            """, OnlyRequest().Body);
    }

    [Fact]
    public async Task Create_shows_the_secret_once_and_what_to_paste_for_each_provider()
    {
        Api.Lay("POST /admin/v1/keys", NewKey, 201);

        var output = await SucceedAsync("keys", "create", "ci");

        Assert.Equal(2, output.Split("lgw_secret").Length);
        Assert.Contains("Key key_1 (ci) created.", output);
        Assert.Contains("only time the secret is shown", output);
        Assert.Contains($"OPENAI_BASE_URL={Api.Address}/openai/v1\n", output);
        Assert.Contains($"GOOGLE_GEMINI_BASE_URL={Api.Address}/gemini\n", output);
        Assert.Contains($"{Api.Address}/heygen/v2/voices -H \"X-Api-Key: $LLMGW_KEY\"", output);
    }

    [Fact]
    public async Task Create_with_json_prints_the_answer_and_nothing_else()
    {
        Api.Lay("POST /admin/v1/keys", NewKey, 201);

        AssertJson(NewKey, await SucceedAsync("keys", "create", "ci", "--json"));
    }

    [Fact]
    public async Task Rotate_shows_the_new_secret()
    {
        Api.Lay("POST /admin/v1/keys/key_1/rotate", NewKey);

        Assert.Contains("export LLMGW_KEY=lgw_secret", await SucceedAsync("keys", "rotate", "key_1"));
        Assert.Equal("", OnlyRequest().Body);
    }

    [Fact]
    public async Task Revoke_deletes_the_key()
    {
        Api.Lay("DELETE /admin/v1/keys/key_1", "", 204);

        Assert.Equal("Revoked key key_1.\n", await SucceedAsync("keys", "revoke", "key_1"));
    }

    [Fact]
    public async Task Revoke_of_an_answer_without_body_prints_nothing_with_json()
    {
        Api.Lay("DELETE /admin/v1/keys/key_1", "", 204);

        Assert.Equal("", await SucceedAsync("keys", "revoke", "key_1", "--json"));
    }

    [Fact]
    public async Task List_is_a_table_of_the_columns_that_have_something()
    {
        Api.Lay("GET /admin/v1/keys", """
            {"data":[{"id":"key_2","name":"ci","user":null,"is_active":true,"created_at":"2026-11-03T10:00:00Z"},
                     {"id":"key_1","name":"laptop","user":"alice","is_active":false,"created_at":"2026-11-02T09:30:00Z"}],"next_cursor":null}
            """);

        var lines = CliOutcome.Lines(await SucceedAsync("keys", "list", "--organization", "acme"));

        Assert.Equal("Id Name User Active Created", lines[0]);
        Assert.Equal("key_2 ci - yes 2026-11-03 10:00:00", lines[1]);
        Assert.Equal("key_1 laptop alice no 2026-11-02 09:30:00", lines[2]);
        Assert.Equal("organization=acme", OnlyRequest().Query);
    }

    [Fact]
    public async Task An_empty_list_says_so()
    {
        Api.Lay("GET /admin/v1/keys", """{"data":[],"next_cursor":null}""");

        Assert.Equal("Nothing found.\n", await SucceedAsync("keys", "list"));
    }

    [Fact]
    public async Task Show_lists_every_field()
    {
        Api.Lay("GET /admin/v1/keys/key_1", """{"id":"key_1","allowed_models":["a","b"],"limits":{"monthly_token_limit":10000},"expires_at":null}""");

        Assert.Equal(
            ["id key_1", "allowed_models a, b", "limits", "monthly_token_limit 10000", "expires_at -"],
            CliOutcome.Lines(await SucceedAsync("keys", "show", "key_1")));
    }

    [Fact]
    public async Task Disable_blocks_with_a_patch()
    {
        Api.Lay("PATCH /admin/v1/keys/key_1", """{"id":"key_1","is_active":false}""");

        await SucceedAsync("keys", "disable", "key_1");

        AssertJson("""{"is_active":false}""", OnlyRequest().Body);
    }

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
}
