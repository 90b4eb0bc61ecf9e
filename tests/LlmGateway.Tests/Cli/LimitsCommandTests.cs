namespace LlmGateway.Tests.Cli;

public sealed class LimitsCommandTests : CliTest
{
    private const string Alice = """
        {"subject":"user","id":"alice","monthly_token_limit":20000,"monthly_call_limit":0,"monthly_cost_limit_usd":"7.5","video_generation_limit":null,
         "image_generation_limit":null,"script_generation_limit":null,"video_seconds_limit":12.5,"requests_per_minute":null,"tokens_per_minute":null,
         "max_parallel_requests":null,"window":"rolling_30_days","enforcement":null,"is_active":true,
         "created_at":"2026-11-01T00:00:00Z","updated_at":"2026-11-01T00:00:00Z",
         "effective":{"monthly_token_limit":{"value":20000,"source":"user"},"monthly_call_limit":{"value":null,"source":"user"},
                      "monthly_cost_limit_usd":{"value":"7.5","source":"user"},"video_generation_limit":{"value":2,"source":"tier free"},
                      "window":{"value":"rolling_30_days","source":"user"},"enforcement":{"value":"strict","source":"default"}}}
        """;

    [Fact]
    public async Task Set_changes_what_is_named_and_keeps_the_rest_of_the_record()
    {
        LayAlice();

        await SucceedAsync("limits", "set", "user", "alice", "--monthly-tokens", "10000", "--max-parallel", "4");

        Assert.Equal(["GET", "PUT"], Api.Requests.Select(request => request.Method));
        Assert.Equal(
            """{"monthly_token_limit":10000,"monthly_cost_limit_usd":"7.5","monthly_call_limit":0,"video_seconds_limit":12.5,"max_parallel_requests":4,"window":"rolling_30_days","is_active":true}""",
            Api.Requests.Last().Body);
    }

    [Fact]
    public async Task Unlimited_is_zero_and_none_or_inherit_is_left_out()
    {
        LayAlice();

        await SucceedAsync("limits", "set", "user", "alice", "--monthly-tokens", "none", "--monthly-cost-usd", "unlimited", "--window", "inherit",
            "--video-seconds", "unlimited", "--active", "false");

        Assert.Equal(
            """{"monthly_cost_limit_usd":"0","monthly_call_limit":0,"video_seconds_limit":0,"is_active":false}""",
            Api.Requests.Last().Body);
    }

    [Fact]
    public async Task Replace_writes_only_what_is_named_without_reading()
    {
        LayAlice();

        await SucceedAsync("limits", "set", "user", "alice", "--replace", "--monthly-cost-usd", "5.00", "--enforcement", "shadow");

        Assert.Equal("""{"monthly_cost_limit_usd":"5.00","enforcement":"shadow"}""", OnlyRequest().Body);
        Assert.Equal("PUT", OnlyRequest().Method);
    }

    [Fact]
    public async Task A_record_that_is_not_understood_is_not_overwritten()
    {
        Api.Lay("GET /admin/v1/limits/user/alice", """{"limits":{"monthly_token_limit":20000}}""");

        var outcome = await RunAsync("limits", "set", "user", "alice", "--monthly-calls", "5");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("nothing was changed", outcome.Error);
        Assert.Equal("GET", OnlyRequest().Method);
    }

    [Fact]
    public async Task Show_tells_what_is_written_what_holds_and_where_it_comes_from()
    {
        LayAlice();

        var lines = CliOutcome.Lines(await SucceedAsync("limits", "show", "user", "alice"));

        Assert.Equal("Limits of user alice", lines[0]);
        Assert.Equal("Limit Written down In effect From", lines[1]);
        Assert.Contains("monthly_token_limit 20,000 20,000 user", lines);
        Assert.Contains("monthly_call_limit unlimited unlimited user", lines);
        Assert.Contains("monthly_cost_limit_usd 7.50 7.50 user", lines);
        Assert.Contains("video_generation_limit inherit 2 tier free", lines);
        Assert.Contains("enforcement inherit strict default", lines);
    }

    [Theory]
    [InlineData("org", "acme", "organization/acme")]
    [InlineData("upstream", "openai/default", "upstream/openai%2Fdefault")]
    [InlineData("key", "key_1", "key/key_1")]
    public async Task Subjects_are_named_as_the_routes_name_them(string kind, string id, string path)
    {
        Api.Lay($"GET /admin/v1/limits/{path}", """{"is_active":true}""");

        await SucceedAsync("limits", "show", kind, id);
    }

    [Theory]
    [InlineData("--monthly-tokens", "ten")]
    [InlineData("--monthly-tokens", "-1")]
    [InlineData("--monthly-tokens", "1.5")]
    [InlineData("--monthly-tokens", "9999999999999999999999")]
    [InlineData("--monthly-cost-usd", "$5")]
    [InlineData("--monthly-cost-usd", "0.0000000001")]
    [InlineData("--window", "weekly")]
    [InlineData("--enforcement", "lenient")]
    [InlineData("--active", "none")]
    public async Task A_value_that_is_none_is_wrong_usage(string option, string value)
    {
        var outcome = await RunAsync("limits", "set", "user", "alice", option, value);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains($"{option} takes ", outcome.Error);
        Assert.Empty(Api.Requests);
    }

    private void LayAlice()
    {
        Api.Lay("GET /admin/v1/limits/user/alice", Alice);
        Api.Lay("PUT /admin/v1/limits/user/alice", Alice);
    }
}
