using System.Text.Json.Nodes;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Admin;

/// <summary>Ledger, reports and audit.</summary>
public sealed class LedgerTests : AdminTest
{
    [Fact]
    public async Task A_row_has_the_missions_names()
    {
        await Host.PostAsync("teams", """{"id":"t","name":"t"}""");
        await Host.PostAsync("users", """{"id":"u","team":"t"}""");
        var (id, secret) = await Host.KeyAsync("\"user\":\"u\"");
        var reservation = await Host.SpendAsync(secret, new() { InputTokens = 100, CachedInputTokens = 60, OutputTokens = 23, ReasoningTokens = 9, Images = 2 }, 1_500_000);
        var row = Assert.Single((await Host.GetAsync("ledger")).Expect()["data"]!.AsArray())!.AsObject();
        var metadata = row["metadata"]!.AsObject();
        Assert.Equal("proven", metadata["bound_kind"]!.GetValue<string>());
        row.Remove("metadata");
        AssertJson($$"""
            {"user":"u","api_key":"{{id}}","operation_type":"llm_call","provider":"openai","tokens_used":123,"calls_made":1,"resource_id":null,"created_at":"2026-11-24T12:00:00Z","month":11,"year":2026,
             "input_tokens":100,"output_tokens":23,"cached_input_tokens":60,"reasoning_tokens":9,"images":2,"videos":0,"scripts":0,"video_seconds":0,"cost_usd":"0.0015","certainty":"exact","kind":"settle",
             "attempt":{{row["attempt"]}},"reservation_id":"{{reservation.Id}}","request_id":"{{reservation.Context.RequestId}}","provider_id":"chatcmpl-{{reservation.Id}}","status":200,"model":"gpt-4o",
             "operation":"openai.chat_completions","team":"t","organization":"default","upstream":"default","latency_ms":12}
            """, row);
    }

    [Fact]
    public async Task Every_filter_filters()
    {
        await Host.PostAsync("organizations", """{"id":"acme","name":"Acme"}""");
        await Host.PostAsync("teams", """{"id":"t","name":"t"}""");
        await Host.PostAsync("users", """{"id":"u","team":"t"}""");
        var (first, alices) = await Host.KeyAsync("\"user\":\"u\"");
        var (_, shared) = await Host.KeyAsync();
        var (_, acmes) = await Host.KeyAsync("\"organization\":\"acme\"");
        var one = await Host.SpendAsync(alices, new() { InputTokens = 1 });
        Host.Time.Advance(TimeSpan.FromSeconds(1));
        var two = await Host.SpendAsync(shared, new() { InputTokens = 2 }, model: "gpt-5", type: OperationType.ScriptGeneration);
        var three = await Host.SpendAsync(acmes, new() { InputTokens = 3 });

        Assert.Equal("2 1", await TokensAsync("ledger"));
        Assert.Equal("3", await TokensAsync("ledger?organization=acme"));
        Assert.Equal("3 2 1", await TokensAsync("ledger?organization=*"));
        Assert.Equal("1", await TokensAsync("ledger?user=u"));
        Assert.Equal("1", await TokensAsync("ledger?team=t"));
        Assert.Equal("1", await TokensAsync($"ledger?key={first}"));
        Assert.Equal("2", await TokensAsync("ledger?model=gpt-5"));
        Assert.Equal("2", await TokensAsync("ledger?operation_type=script_generation"));
        Assert.Equal("2 1", await TokensAsync("ledger?provider=openai"));
        Assert.Equal("", await TokensAsync("ledger?provider=gemini"));
        Assert.Equal("3", await TokensAsync($"ledger?request_id={three.Context.RequestId}"));
        Assert.Equal("", await TokensAsync($"ledger?request_id={three.Context.RequestId}&organization=default"));
        Assert.Equal("2", await TokensAsync("ledger?from=2026-11-24T12:00:01Z"));
        Assert.Equal("1", await TokensAsync("ledger?to=2026-11-24T12:00:01Z"));
        Assert.Equal("1", await TokensAsync("ledger?from=2026-11-24T13:00:00%2B01:00&to=2026-11-24T12:00:01Z"));
        Assert.Equal("2 1", await TokensAsync("ledger?from=2026-11-24&to=2026-11-25"));
        Assert.Equal("", await TokensAsync("ledger?user=u' OR '1'='1"));
        Assert.NotEqual(one.Id, two.Id);
    }

    [Fact]
    public async Task The_ledger_is_read_page_by_page()
    {
        var (_, secret) = await Host.KeyAsync();
        for (var tokens = 1; tokens <= 5; tokens++)
        {
            await Host.SpendAsync(secret, new() { InputTokens = tokens });
            if (tokens % 2 == 0) Host.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var seen = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = (await Host.GetAsync($"ledger?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Expect();
            seen.AddRange(page["data"]!.AsArray().Select(row => row!["tokens_used"]!.ToJsonString()));
            if ((cursor = page["next_cursor"]?.GetValue<string>()) is null) break;
        }

        Assert.Equal(["5", "4", "3", "2", "1"], seen);
    }

    [Fact]
    public async Task Reports_sum_by_what_is_asked_for()
    {
        await SeedAsync();
        Assert.Equal("alice 30 0.3|bob 5 0.2|- 7 0.05", await ReportAsync("reports", "user"));
        Assert.Equal("gpt-4o 35 0.5|gpt-5 7 0.05", await ReportAsync("reports?group_by=model", "model"));
        Assert.Equal("2026-11-02 15 0.35|2026-11-03 27 0.2", await ReportAsync("reports?group_by=day", "day"));
        Assert.Equal("team-a 42 0.55", await ReportAsync("reports?group_by=team", "team"));
        Assert.Equal("default 42 0.55", await ReportAsync("reports?group_by=organization", "organization"));
        Assert.Equal("default 42 0.55|acme 1000 0", await ReportAsync("reports?group_by=organization&organization=*", "organization"));
        Assert.Equal("acme 1000 0", await ReportAsync("reports?group_by=organization&organization=acme", "organization"));
        Assert.Equal("openai 42 0.55", await ReportAsync("reports?group_by=provider", "provider"));
        Assert.Equal("openai.chat_completions 42 0.55", await ReportAsync("reports?group_by=operation", "operation"));
        Assert.Equal("llm_call 42 0.55", await ReportAsync("reports?group_by=operation_type", "operation_type"));
        Assert.Equal("key_1 42 0.55", await ReportAsync("reports?group_by=api_key", "api_key"));
        Assert.Equal("alice gpt-4o 30 0.3|bob gpt-4o 5 0.2|- gpt-5 7 0.05", await ReportAsync("reports?group_by=user,model", "user", "model"));
        Assert.Equal("alice 3 0", await ReportAsync("reports?window=2026-10", "user"));
        Assert.Equal("", await ReportAsync("reports?window=2026-08", "user"));
        Assert.Equal("bob 5 0.2|alice 10 0.15", await ReportAsync("reports?from=2026-11-01&to=2026-11-02", "user"));

        var report = (await Host.GetAsync("reports?group_by=user")).Expect();
        Assert.Equal(("2026-11", "2026-11-01", "2026-11-30"), (report["window"]!.GetValue<string>(), report["from"]!.GetValue<string>(), report["to"]!.GetValue<string>()));
        Assert.Equal("""{"user":"alice","tokens_used":30,"input_tokens":30,"output_tokens":0,"calls_made":2,"images":0,"videos":0,"scripts":0,"video_seconds":0,"cost_usd":"0.3"}""", report["data"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task A_report_as_csv_has_the_same_names_and_nothing_that_a_spreadsheet_would_run()
    {
        await SeedAsync();
        await using (var context = await Host.ContextAsync())
        {
            context.DailyUsage.Add(Rows.Daily("key_1", new(2026, 11, 4), 1, user: "@mallory", model: "=cmd|'/c calc'!A1,\"x\""));
            await context.SaveChangesAsync();
        }

        var answer = await Host.GetAsync("reports?group_by=user,model&format=csv");
        Assert.Equal("text/csv", answer.ContentHeaders.ContentType!.MediaType);
        Assert.Equal(""""
            user,model,tokens_used,input_tokens,output_tokens,calls_made,images,videos,scripts,video_seconds,cost_usd
            alice,gpt-4o,30,30,0,2,0,0,0,0,0.3
            bob,gpt-4o,5,5,0,1,0,0,0,0,0.2
            ,gpt-5,7,7,0,1,0,0,0,0,0.05
            '@mallory,"'=cmd|'/c calc'!A1,""x""",1,1,0,1,0,0,0,0,0

            """", answer.Text);
    }

    [Fact]
    public async Task Reports_never_read_the_ledger()
    {
        await SeedAsync();
        await using (var context = await Host.ContextAsync()) await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(context.Database, "DROP TABLE ledger");
        (await Host.GetAsync("reports?group_by=user,model")).Expect();
        (await Host.GetAsync("usage/organization/default?window=2026-10")).Expect();
    }

    [Fact]
    public async Task The_audit_says_who_changed_what()
    {
        await Host.PostAsync("organizations", """{"id":"acme","name":"Acme"}""");
        await Host.PostAsync("users?organization=acme", """{"id":"u"}""");
        var patch = await Host.PatchAsync("users/u?organization=acme", """{"tier":"pro"}""");
        await Host.PutAsync("limits/upstream/openai/default", """{"monthly_token_limit":1}""");
        var (key, _) = await Host.KeyAsync("\"organization\":\"acme\"");
        await Host.DeleteAsync($"keys/{key}");
        (await Host.PostAsync("users?organization=acme", """{"id":"u"}""")).ExpectRefusal(409, "conflict", "id");

        var lines = (await Host.GetAsync("audit")).Expect()["data"]!.AsArray();
        Assert.Equal(["keys.revoke", "keys.create", "limits.put", "users.update", "users.create", "organizations.create"], lines.Select(line => line!["action"]!.GetValue<string>()));
        var update = lines[3]!;
        Assert.Equal(("admin", "user", "u", "acme", patch.RequestId, "2026-11-24T12:00:00Z"), (Text("actor"), Text("subject"), Text("id"), Text("organization"), Text("request_id"), Text("created_at")));
        Assert.Equal(("free", "pro"), (update["before"]!["tier"]!.GetValue<string>(), update["after"]!["tier"]!.GetValue<string>()));
        Assert.Equal(5, (await Host.GetAsync("audit?organization=acme")).Expect()["data"]!.AsArray().Count);
        var page = (await Host.GetAsync("audit?limit=4")).Expect();
        Assert.Equal(2, (await Host.GetAsync($"audit?limit=4&cursor={page["next_cursor"]}")).Expect()["data"]!.AsArray().Count);

        string Text(string field) => update[field]!.GetValue<string>();
    }

    private async Task SeedAsync()
    {
        await Host.PostAsync("organizations", """{"id":"acme","name":"Acme"}""");
        await using var context = await Host.ContextAsync();
        context.DailyUsage.AddRange(
            Rows.Daily("key_1", new(2026, 10, 31), 3, user: "alice", team: "team-a"),
            Rows.Daily("key_1", new(2026, 11, 2), 10, user: "alice", team: "team-a", cost: 150_000_000),
            Rows.Daily("key_1", new(2026, 11, 3), 20, user: "alice", team: "team-a", cost: 150_000_000),
            Rows.Daily("key_1", new(2026, 11, 2), 5, user: "bob", team: "team-a", cost: 200_000_000),
            Rows.Daily("key_1", new(2026, 11, 3), 7, user: "", team: "team-a", model: "gpt-5", cost: 50_000_000),
            Rows.Daily("key_9", new(2026, 11, 3), 1000, organization: "acme"));
        await context.SaveChangesAsync();
    }

    private async Task<string> TokensAsync(string route) => string.Join(' ', (await Host.GetAsync(route)).Expect()["data"]!.AsArray().Select(row => row!["tokens_used"]));

    private async Task<string> ReportAsync(string route, params string[] columns) => string.Join('|', (await Host.GetAsync(route)).Expect()["data"]!.AsArray()
        .Select(row => $"{string.Join(' ', columns.Select(column => row![column]?.GetValue<string>() ?? "-"))} {row!["tokens_used"]} {row["cost_usd"]}"));

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"{actual.ToJsonString()}\ninstead of\n{expected}");
}
