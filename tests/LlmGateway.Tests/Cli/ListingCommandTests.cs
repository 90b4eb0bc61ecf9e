namespace LlmGateway.Tests.Cli;

public sealed class ListingCommandTests : CliTest
{
    private const string Row = """
        {"user":"alice","api_key":"key_1","operation_type":"llm_call","provider":"openai","tokens_used":1234,"calls_made":1,"resource_id":null,"metadata":{},
         "created_at":"2026-11-03T10:00:00.123Z","month":11,"year":2026,"input_tokens":1000,"output_tokens":234,"images":0,"video_seconds":0,"cost_usd":"0.00015",
         "certainty":"exact","kind":"settle","attempt":0,"reservation_id":"rsv_1","request_id":"req_9","status":200,"model":"gpt-5-mini",
         "operation":"openai.chat_completions","team":null,"organization":"default","latency_ms":812}
        """;

    [Fact]
    public async Task Ledger_passes_its_filters_on()
    {
        Api.Lay("GET /admin/v1/ledger", """{"data":[],"next_cursor":null}""");

        await SucceedAsync("ledger", "--user", "none", "--key", "key_1", "--team", "r", "--provider", "openai", "--model", "gpt-5-mini", "--operation-type", "llm_call",
            "--request-id", "req_9", "--from", "2026-11-01", "--to", "2026-11-02T12:00:00+02:00", "--limit", "20", "--cursor", "a/b", "--organization", "acme");

        Assert.Equal(
            "organization=acme&user=none&key=key_1&team=r&provider=openai&model=gpt-5-mini&operation_type=llm_call&request_id=req_9" +
            "&from=2026-11-01T00%3A00%3A00Z&to=2026-11-02T10%3A00%3A00Z&limit=20&cursor=a%2Fb",
            OnlyRequest().Query);
    }

    [Fact]
    public async Task Ledger_rows_are_a_table()
    {
        Api.Lay("GET /admin/v1/ledger", $$"""{"data":[{{Row}}],"next_cursor":null}""");

        var lines = CliOutcome.Lines(await SucceedAsync("ledger"));

        Assert.Equal("Time (UTC) User Key Operation Model Tokens Calls Images Video s Cost USD Kind Certainty Status ms Request", lines[0]);
        Assert.Equal("2026-11-03 10:00:00 alice key_1 openai.chat_completions gpt-5-mini 1,234 1 0 0 0.00015 settle exact 200 812 req_9", lines[1]);
    }

    [Fact]
    public async Task A_narrow_screen_leaves_columns_out_and_never_squeezes_a_number_away()
    {
        Api.Lay("GET /admin/v1/ledger", $$"""{"data":[{{Row}}],"next_cursor":null}""");
        OutIsScreen = true;
        Environment["NO_COLOR"] = "1";
        Width = 80;

        var lines = CliOutcome.Lines(await SucceedAsync("ledger"));

        Assert.Contains("2026-11-03 10:00:00 alice gpt-5-mini 1,234 0.00015 200", lines);
        Assert.Contains("Left out on this narrow screen: Key, Operation, Calls, Images, Video s, Kind, Certainty, ms, Request", lines);
    }

    [Fact]
    public async Task All_follows_the_cursors_to_the_end()
    {
        Api.Lay("GET /admin/v1/ledger", request => request.Query switch
        {
            "user=alice&limit=1000" => """{"data":[{"request_id":"req_3"},{"request_id":"req_2"}],"next_cursor":"next"}""",
            "user=alice&limit=1000&cursor=next" => """{"data":[{"request_id":"req_1"}],"next_cursor":null}""",
            _ => "unexpected",
        });

        var lines = CliOutcome.Lines(await SucceedAsync("ledger", "--user", "alice", "--all"));

        Assert.Equal(["req_3", "req_2", "req_1"], lines.Skip(1));
        Assert.Equal(2, Api.Requests.Count);
    }

    [Fact]
    public async Task All_with_json_is_one_document()
    {
        Api.Lay("GET /admin/v1/audit", request => request.Query.Contains("cursor")
            ? """{"data":[{"id":1}],"next_cursor":null}"""
            : """{"data":[{"id":2}],"next_cursor":"next"}""");

        Assert.Equal("""{"data":[{"id":2},{"id":1}],"next_cursor":null}""", string.Concat((await SucceedAsync("audit", "--all", "--json")).Where(c => !char.IsWhiteSpace(c))));
    }

    [Fact]
    public async Task A_cursor_that_comes_back_ends_the_walk()
    {
        Api.Lay("GET /admin/v1/audit", """{"data":[],"next_cursor":"same"}""");

        var outcome = await RunAsync("audit", "--all");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("same cursor", outcome.Error);
    }

    [Fact]
    public async Task Audit_shows_what_the_rows_have()
    {
        Api.Lay("GET /admin/v1/audit", """{"data":[{"created_at":"2026-11-03T10:00:00Z","actor":"admin","action":"limits.put","subject":"user","id":"alice"}],"next_cursor":null}""");

        var lines = CliOutcome.Lines(await SucceedAsync("audit"));

        Assert.Equal("created_at actor action subject id", lines[0]);
        Assert.Equal("2026-11-03 10:00:00 admin limits.put user alice", lines[1]);
    }

    [Fact]
    public async Task Text_of_others_cannot_steer_the_terminal_or_the_markup()
    {
        Api.Lay("GET /admin/v1/users", """{"data":[{"id":"a","name":"\u001b[31m[red]x[/]\u0007"}],"next_cursor":null}""");

        var output = await SucceedAsync("users", "list");

        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\u0007', output);
        Assert.Contains("[red]x[/]", output);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("many")]
    public async Task A_limit_outside_its_range_is_wrong_usage(string limit) => Assert.Equal(2, (await RunAsync("ledger", "--limit", limit)).ExitCode);

    [Fact]
    public async Task Reports_are_a_table_of_groups_and_sums()
    {
        Api.Lay("GET /admin/v1/reports", """{"data":[{"user":"alice","model":"gpt-5-mini","calls_made":1200,"tokens_used":3400000,"cost_usd":"12.5"}]}""");

        var lines = CliOutcome.Lines(await SucceedAsync("reports", "--by", "user,model", "--window", "2026-11"));

        Assert.Equal("group_by=user%2Cmodel&window=2026-11&format=json", OnlyRequest().Query);
        Assert.Equal("user model calls_made tokens_used cost_usd", lines[0]);
        Assert.Equal("alice gpt-5-mini 1,200 3,400,000 12.50", lines[1]);
    }

    [Fact]
    public async Task Reports_as_csv_are_the_text_of_the_server()
    {
        Api.Lay("GET /admin/v1/reports", "user,cost_usd\nalice,12.5\n");

        Assert.Equal("user,cost_usd\nalice,12.5\n", await SucceedAsync("reports", "--format", "csv"));
        Assert.Equal("group_by=user&format=csv", OnlyRequest().Query);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--format=json")]
    public async Task Reports_as_json_are_the_json_of_the_server(string option)
    {
        Api.Lay("GET /admin/v1/reports", """{"data":[{"cost_usd":"12.50"}]}""");

        Assert.StartsWith("{\n  \"data\": [", await SucceedAsync("reports", option));
    }

    [Fact]
    public async Task Csv_and_json_exclude_each_other() => Assert.Equal(2, (await RunAsync("reports", "--format", "csv", "--json")).ExitCode);
}
