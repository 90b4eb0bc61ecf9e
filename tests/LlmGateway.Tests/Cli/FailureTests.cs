namespace LlmGateway.Tests.Cli;

/// <summary>What is said on standard error, and the exit codes.</summary>
public sealed class FailureTests : CliTest
{
    [Fact]
    public async Task A_refusal_shows_message_code_param_and_request_id()
    {
        Api.Lay("POST /admin/v1/users", """{"error":{"code":"conflict","message":"There is a user alice.","param":"id","request_id":"req_7"}}""", 409);

        var outcome = await RunAsync("users", "create", "alice", "--json");

        Assert.Equal(new CliOutcome(1, "", "error: There is a user alice.\n  code: conflict\n  param: id\n  request id: req_7\n"), outcome);
    }

    [Fact]
    public async Task A_refusal_without_a_param_leaves_it_out()
    {
        Api.Lay("GET /admin/v1/users", """{"error":{"code":"database_unavailable","message":"The database does not answer.","param":null,"request_id":"req_7"}}""", 503);

        var outcome = await RunAsync("users", "list");

        Assert.DoesNotContain("param", outcome.Error);
        Assert.Contains("llmgw health", outcome.Error);
    }

    [Theory]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(302, "")]
    [InlineData(200, "<html>Welcome</html>")]
    public async Task Something_that_is_not_the_gateway_is_recognised(int status, string body)
    {
        Api.Lay("GET /admin/v1/users", body, status);

        var outcome = await RunAsync("users", "list");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("Is --url the address of the gateway itself?", outcome.Error);
        Assert.Equal("", outcome.Out);
    }

    [Theory]
    [InlineData("kyes list", "Unknown command 'kyes'. Did you mean 'keys'?")]
    [InlineData("keys lst", "Unknown command 'lst'. Did you mean 'list'?")]
    [InlineData("keys list --al", "Unknown option '--al'. Did you mean '--all'?")]
    [InlineData("usage show user alice --jsn", "Unknown option '--jsn'. Did you mean '--json'?")]
    [InlineData("limits show usr alice", "Did you mean 'user'?")]
    [InlineData("keys show", "Required argument 'id' missing")]
    [InlineData("keys", "Commands: create, list")]
    [InlineData("ledger now", "Unexpected argument 'now'.")]
    public async Task Wrong_usage_is_exit_code_2_with_the_nearest_name(string command, string expected)
    {
        var outcome = await RunAsync(command.Split(' '));

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error);
        Assert.Contains("--help", outcome.Error);
        Assert.Equal("", outcome.Out);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData("users list --tokn {0}")]
    [InlineData("users list --tokn={0}")]
    [InlineData("users list --tokn:{0}")]
    public async Task A_token_after_a_misspelt_option_is_not_repeated(string command)
    {
        var outcome = await RunAsync([.. command.Split(' ').Select(word => word.Replace("{0}", "s3cret-value"))]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Did you mean '--token'?", outcome.Error);
        Assert.DoesNotContain("s3cret", outcome.Error);
    }

    [Fact]
    public async Task Health_needs_no_token()
    {
        Environment.Remove("LLMGW_TOKEN");
        Api.Lay("GET /health/ready", """{"status":"degraded","database":"down"}""");

        Assert.Equal(["status degraded", "database down"], CliOutcome.Lines(await SucceedAsync("health")));
        Assert.Equal("", OnlyRequest().Authorization);
    }

    [Fact]
    public async Task Health_shows_why_the_gateway_is_not_ready_and_fails()
    {
        Api.Lay("GET /health/ready", """{"status":"not_ready","store":"down"}""", 503);

        var outcome = await RunAsync("health", "--json");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("\"store\": \"down\"", outcome.Out);
        Assert.Contains("not ready (HTTP 503)", outcome.Error);
    }

    [Theory]
    [InlineData("Healthy", "Healthy")]
    [InlineData("", "ready")]
    public async Task Health_understands_an_answer_without_json(string body, string status)
    {
        Api.Lay("GET /health/ready", body);

        Assert.Equal([$"status {status}"], CliOutcome.Lines(await SucceedAsync("health")));
    }
}
