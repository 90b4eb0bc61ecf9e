namespace LlmGateway.Tests.Cli;

public sealed class UsageCommandTests : CliTest
{
    private const string Alice = """
        {"subject":"user","id":"alice","window":"2026-11","resets_at":"2026-12-01T00:00:00Z","meters":{
         "tokens":{"limit":10000,"used":4000,"held":1000,"remaining":5000},
         "calls":{"limit":null,"used":12,"held":1,"remaining":null},
         "cost":{"limit":"5.00","used":"4.123456","held":"0.5","remaining":"0.376544"}}}
        """;

    [Fact]
    public async Task Show_keeps_held_apart_from_used()
    {
        Api.Lay("GET /admin/v1/usage/user/alice", Alice);

        var lines = CliOutcome.Lines(await SucceedAsync("usage", "show", "user", "alice", "--window", "2026-11"));

        Assert.Equal("window=2026-11", OnlyRequest().Query);
        Assert.Equal("Usage of user alice, window 2026-11, resets at 2026-12-01 00:00:00 UTC", lines[0]);
        Assert.Equal("Meter Used Held Limit Remaining Used + held of the limit", lines[1]);
        Assert.Contains("tokens 4,000 1,000 10,000 5,000 ########++.......... 50%", lines);
        Assert.Contains("calls 12 1 unlimited -", lines);
        Assert.Contains("cost (USD) 4.123456 0.50 5.00 0.376544 ################++.. 92.4%", lines);
    }

    [Fact]
    public async Task Numbers_are_right_aligned()
    {
        Api.Lay("GET /admin/v1/usage/user/alice", Alice);

        var rows = (await SucceedAsync("usage", "show", "user", "alice")).Split('\n');

        var tokens = Assert.Single(rows, row => row.Contains("tokens"));
        var cost = Assert.Single(rows, row => row.Contains("cost"));
        Assert.Equal(tokens.IndexOf("4,000", StringComparison.Ordinal) + "4,000".Length, cost.IndexOf("4.123456", StringComparison.Ordinal) + "4.123456".Length);
    }

    [Fact]
    public async Task On_a_screen_there_are_colours_and_blocks_and_in_a_pipe_there_are_none()
    {
        Api.Lay("GET /admin/v1/usage/user/alice", Alice);

        var piped = await SucceedAsync("usage", "show", "user", "alice");
        OutIsScreen = true;
        Environment["NO_COLOR"] = "1";
        var screen = await SucceedAsync("usage", "show", "user", "alice");

        Assert.DoesNotContain('\u001b', piped);
        Assert.True(piped.All(char.IsAscii), piped);
        Assert.DoesNotContain('\u001b', screen);
        Assert.Contains("████████▒▒░░░░░░░░░░ 50%", screen);
    }

    [Fact]
    public async Task Json_is_the_answer_of_the_server_with_its_own_digits()
    {
        Api.Lay("GET /admin/v1/usage/user/alice", Alice);

        var output = await SucceedAsync("usage", "show", "user", "alice", "--json");

        Assert.StartsWith("{\n  \"subject\": \"user\",\n  \"id\": \"alice\"", output);
        Assert.Contains("\"limit\": \"5.00\"", output);
        Assert.Contains("\"limit\": null", output);
    }

    [Theory]
    [InlineData("y\n")]
    [InlineData("yes\n")]
    public async Task Reset_asks_first(string answer)
    {
        Api.Lay("POST /admin/v1/usage/user/alice/reset", "{}");
        Input = answer;

        var outcome = await RunAsync("usage", "reset", "user", "alice", "--reason", "test traffic", "--meters", "tokens,cost");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("Reset tokens, cost of user alice to zero? [y/N] ", outcome.Error);
        Assert.Equal("Reset tokens, cost of user alice.\n", outcome.Out);
        Assert.Equal("""{"reason":"test traffic","meters":["tokens","cost"]}""", OnlyRequest().Body);
    }

    [Theory]
    [InlineData("n\n", 1)]
    [InlineData("\n", 1)]
    [InlineData("", 2)]
    public async Task Reset_does_nothing_without_a_yes(string answer, int exitCode)
    {
        Input = answer;

        var outcome = await RunAsync("usage", "reset", "user", "alice");

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task Reset_with_yes_does_not_ask()
    {
        Api.Lay("POST /admin/v1/usage/user/alice/reset", "", 204);

        Assert.Equal("Reset the whole usage of user alice.\n", await SucceedAsync("usage", "reset", "user", "alice", "--yes", "--reason", "goodwill"));
    }
}
