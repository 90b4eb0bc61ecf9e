namespace LlmGateway.Tests.Cli;

public sealed class ConsistencyCommandTests : CliTest
{
    private const string Agrees = """{"consistent":true,"accounts":12,"reservations":3,"outbox_waiting":1500,"outbox_last":2000,"differences_total":0,"differences":[]}""";

    private const string Differs = """
        {"consistent":false,"accounts":12,"reservations":3,"outbox_waiting":0,"outbox_last":2000,"differences_total":2,"differences":[
         {"kind":"posted","subject":"user","id":"alice","organization":"default","window":"2026-11","day":null,"meter":"tokens","expected":"5000","found":"6000","what":null,"meaning":"The counter is 1000 above."},
         {"kind":"outbox_gap","subject":null,"id":null,"organization":null,"window":null,"day":null,"meter":null,"expected":"0","found":"2","what":"7-8","meaning":"They were lost."}]}
        """;

    [Fact]
    public async Task Check_says_what_was_compared_and_that_it_agrees()
    {
        Api.Lay("POST /admin/v1/consistency-checks", Agrees);
        Assert.Equal("Compared 12 accounts, 3 reservations; 1,500 entries wait for the ledger.\nCounters and ledger agree.\n", Unwrapped(await SucceedAsync("check")));
    }

    [Fact]
    public async Task Check_ends_with_1_and_a_row_for_each_difference()
    {
        Api.Lay("POST /admin/v1/consistency-checks", Differs);
        var outcome = await RunAsync("check");
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Error));
        var lines = CliOutcome.Lines(outcome.Out);
        Assert.Equal("2 differences:", lines[1]);
        Assert.Contains("posted user alice default 2026-11 tokens 5,000 6,000 - The counter is 1000 above.", lines);
        Assert.Contains("outbox_gap - - - - - 0 2 7-8 They were lost.", lines);

        var json = await RunAsync("check", "--json");
        Assert.Equal(1, json.ExitCode);
        Assert.Contains("\"what\": \"7-8\"", json.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rebuild_asks_first_and_shows_the_check_that_follows()
    {
        Api.Lay("POST /admin/v1/rebuilds", Agrees);
        Input = "n\n";
        Assert.Equal(1, (await RunAsync("rebuild")).ExitCode);
        Assert.Empty(Api.Requests);

        Assert.Contains("Counters and ledger agree.", await SucceedAsync("rebuild", "--yes"), StringComparison.Ordinal);
        Assert.Equal("/admin/v1/rebuilds", OnlyRequest().Path);
    }

    private static string Unwrapped(string text) => text.Replace("\r", "", StringComparison.Ordinal);
}
