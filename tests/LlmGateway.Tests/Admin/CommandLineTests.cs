using System.Text.Json.Nodes;
using LlmGateway.Cli;
using LlmGateway.Tests.Cli;

namespace LlmGateway.Tests.Admin;

/// <summary>Every command of llmgw against the real administration.</summary>
public sealed class CommandLineTests : AdminTest
{
    [Fact]
    public async Task Organizations_live_through_all_commands()
    {
        Assert.Contains("acme", await RunAsync("organizations", "create", "acme", "--name", "Acme Ltd", "--time-zone", "Europe/Berlin", "--default-tier", "pro"), StringComparison.Ordinal);
        Assert.Contains("Acme Ltd", await RunAsync("orgs", "list"), StringComparison.Ordinal);
        Assert.Contains("Europe/Berlin", await RunAsync("orgs", "show", "acme"), StringComparison.Ordinal);
        Assert.Equal("free", (await JsonAsync("orgs", "set", "acme", "--default-tier", "free"))["default_tier"]!.GetValue<string>());
        Assert.False((await JsonAsync("orgs", "disable", "acme"))["is_active"]!.GetValue<bool>());
        Assert.True((await JsonAsync("orgs", "enable", "acme"))["is_active"]!.GetValue<bool>());
        Assert.Contains("Removed organization acme", await RunAsync("orgs", "delete", "acme"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Teams_and_users_live_through_all_commands()
    {
        await RunAsync("orgs", "create", "acme");
        await RunAsync("teams", "create", "research", "--name", "Research", "--organization", "acme");
        await RunAsync("users", "create", "alice", "--name", "Alice", "--tier", "pro", "--team", "research", "--organization", "acme");
        Assert.Contains("research", await RunAsync("teams", "list", "--organization", "acme"), StringComparison.Ordinal);
        Assert.Contains("alice", await RunAsync("users", "list", "--all", "--organization", "acme"), StringComparison.Ordinal);
        Assert.Equal("R&D", (await JsonAsync("teams", "set", "research", "--name", "R&D", "--organization", "acme"))["name"]!.GetValue<string>());
        var alice = await JsonAsync("users", "set", "alice", "--tier", "enterprise", "--team", "none", "--organization", "acme");
        Assert.Equal(("enterprise", null), (alice["tier"]!.GetValue<string>(), alice["team"]));
        Assert.Contains("alice", await RunAsync("users", "show", "alice", "--organization", "acme"), StringComparison.Ordinal);
        await RunAsync("users", "disable", "alice", "--organization", "acme");
        await RunAsync("users", "enable", "alice", "--organization", "acme");
        await RunAsync("keys", "create", "laptop", "--user", "alice", "--organization", "acme");
        Assert.Contains("1 live keys", (await FailAsync("users", "delete", "alice", "--organization", "acme")).Error, StringComparison.Ordinal);
        Assert.Contains("Removed user alice", await RunAsync("users", "delete", "alice", "--cascade", "--organization", "acme"), StringComparison.Ordinal);
        Assert.Contains("Removed team research", await RunAsync("teams", "delete", "research", "--organization", "acme"), StringComparison.Ordinal);
        Assert.Contains("There is no user 'alice'", (await FailAsync("users", "show", "alice")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_live_through_all_commands()
    {
        await RunAsync("users", "create", "alice");
        Assert.Contains("export LLMGW_KEY=lgw_", await RunAsync("keys", "create", "laptop", "--user", "alice", "--monthly-tokens", "100", "--allowed-models", "gpt-4o,gpt-5*", "--expires-at", "2027-01-31"), StringComparison.Ordinal);
        var list = (await JsonAsync("keys", "list"))["data"]!.AsArray();
        var id = Assert.Single(list)!["id"]!.GetValue<string>();
        Assert.Contains("laptop", await RunAsync("keys", "list"), StringComparison.Ordinal);
        Assert.Contains("gpt-4o, gpt-5*", await RunAsync("keys", "show", id), StringComparison.Ordinal);
        Assert.Equal("ci", (await JsonAsync("keys", "set", id, "--name", "ci", "--may-name-users", "true", "--operation-type", "script_generation", "--allowed-models", "none", "--expires-at", "none", "--unknown-objects", "allow"))["name"]!.GetValue<string>());
        await RunAsync("keys", "disable", id);
        await RunAsync("keys", "enable", id);
        Assert.StartsWith("lgw_", (await JsonAsync("keys", "rotate", id))["key"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(2, (await JsonAsync("keys", "rotate", id, "--grace", "3600"))["secrets"]!.AsArray().Count);
        Assert.Contains("Revoked key", await RunAsync("keys", "revoke", id), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user", "alice")]
    [InlineData("team", "t")]
    [InlineData("org", "default")]
    [InlineData("upstream", "openai/default")]
    public async Task Limits_are_merged_replaced_and_shown(string kind, string id)
    {
        await RunAsync("users", "create", "alice");
        await RunAsync("teams", "create", "t");
        await RunAsync("limits", "set", kind, id, "--monthly-tokens", "10000", "--monthly-cost-usd", "5.00", "--video-seconds", "2.5", "--window", "rolling_30_days");
        var merged = await JsonAsync("limits", "set", kind, id, "--monthly-calls", "7", "--monthly-cost-usd", "none");
        Assert.Equal(("10000", "7", null, "2.5"), (merged["monthly_token_limit"]!.ToJsonString(), merged["monthly_call_limit"]!.ToJsonString(), merged["monthly_cost_limit_usd"], merged["video_seconds_limit"]!.ToJsonString()));
        var replaced = await JsonAsync("limits", "set", kind, id, "--replace", "--monthly-tokens", "unlimited");
        Assert.Equal(("0", null), (replaced["monthly_token_limit"]!.ToJsonString(), replaced["monthly_call_limit"]));
        var shown = CliOutcome.Lines(await RunAsync("limits", "show", kind, id));
        Assert.Contains("monthly_token_limit unlimited unlimited own", shown);
        Assert.Contains(kind == "user" ? "monthly_call_limit inherit 200 tier free" : "monthly_call_limit inherit unlimited none", shown);
    }

    [Fact]
    public async Task Usage_ledger_reports_and_audit_are_shown()
    {
        await RunAsync("users", "create", "alice");
        var secret = (await JsonAsync("keys", "create", "laptop", "--user", "alice"))["key"]!.GetValue<string>();
        await Host.SpendAsync(secret, new() { InputTokens = 1200, OutputTokens = 34 }, 250_000_000);

        Assert.Contains("tokens 1,234 0 100,000 98,766", string.Join('\n', CliOutcome.Lines(await RunAsync("usage", "show", "user", "alice"))), StringComparison.Ordinal);
        Assert.Equal("2026-10", (await JsonAsync("usage", "show", "org", "default", "--window", "2026-10"))["window"]!.GetValue<string>());
        Assert.Equal("0.25", Assert.Single((await JsonAsync("ledger", "--user", "alice", "--from", "2026-11-01", "--to", "2026-12-01", "--provider", "openai", "--operation-type", "llm_call"))["data"]!.AsArray())!["cost_usd"]!.GetValue<string>());
        Assert.Contains("1,234", await RunAsync("ledger", "--all"), StringComparison.Ordinal);
        Assert.Contains("alice", await RunAsync("reports", "--by", "user,model"), StringComparison.Ordinal);
        Assert.DoesNotContain("alice", await RunAsync("reports", "--from", "2026-11-01", "--to", "2026-11-23"), StringComparison.Ordinal);
        Assert.Equal("user,tokens_used,input_tokens,output_tokens,calls_made,images,videos,scripts,video_seconds,cost_usd\nalice,1234,1200,34,1,0,0,0,0,0.25\n", await RunAsync("reports", "--by", "user", "--window", "2026-11", "--format", "csv"));
        Assert.Contains("Reset tokens of user alice", await RunAsync("usage", "reset", "user", "alice", "--meters", "tokens", "--reason", "goodwill", "--yes"), StringComparison.Ordinal);
        Assert.Equal(0, (await JsonAsync("usage", "show", "user", "alice"))["meters"]!["tokens"]!["used"]!.GetValue<long>());
        Assert.Equal("""{"meters":["tokens"],"reason":"goodwill"}""", (await JsonAsync("audit", "--limit", "1"))["data"]![0]!["after"]!.ToJsonString());
        Assert.Contains("usage.reset", await RunAsync("audit", "--all"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_token_and_a_wrong_value_are_explained()
    {
        Assert.Contains("must be the gateway's Admin:Token", (await FailAsync("keys", "list", "--token", "wrong")).Error, StringComparison.Ordinal);
        var failure = await FailAsync("orgs", "create", "acme", "--time-zone", "Mars/Olympus");
        Assert.Contains("code: unsupported_value", failure.Error, StringComparison.Ordinal);
        Assert.Contains("param: time_zone", failure.Error, StringComparison.Ordinal);
        Assert.Contains("request id: req_", failure.Error, StringComparison.Ordinal);
    }

    private async Task<JsonNode> JsonAsync(params string[] args) => JsonNode.Parse(await RunAsync([.. args, "--json"]))!;

    private async Task<string> RunAsync(params string[] args)
    {
        var outcome = await CliAsync(args);
        Assert.Equal(("", 0), (outcome.Error, outcome.ExitCode));
        return outcome.Out;
    }

    private async Task<CliOutcome> FailAsync(params string[] args)
    {
        var outcome = await CliAsync(args);
        Assert.Equal(1, outcome.ExitCode);
        return outcome;
    }

    private async Task<CliOutcome> CliAsync(string[] args)
    {
        using StringWriter output = new(), error = new();
        using var input = new StringReader("");
        var environment = new Dictionary<string, string> { ["LLMGW_URL"] = Host.Address.ToString(), ["LLMGW_TOKEN"] = AdminHost.Token };
        var exitCode = await LlmGateway.Cli.Program.RunAsync(args, new Terminal(input, output, error) { Environment = name => environment.GetValueOrDefault(name) });
        return new(exitCode, output.ToString(), error.ToString());
    }
}
