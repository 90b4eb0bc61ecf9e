using System.Text.Json.Nodes;

namespace LlmGateway.Tests.Cli;

public sealed class PricesCommandTests : CliTest
{
    private const string Prices = """
        {"data":[
          {"id":"acme/m","provider":"acme","model":"m","unit":"usd_per_1m_tokens","usd":{"input":"0.25","output":"2"},"long_context":{"above_input_tokens":272000,"usd":{"input":"0.5","output":"3"}},
           "valid_from":null,"valid_until":"2026-11-30","shutdown":null,"uncertain":false,"overrides":false,"in_force":true,"source":"a page","date":"2026-11","note":null},
          {"id":"override:acme/film/4k","provider":"acme","model":"film","unit":"usd_per_second","usd":{"price":"0.3"},"resolution":"4k","uncertain":true,"overrides":true,"in_force":true,"source":"our contract","date":"2026-11-23"},
          {"id":"acme/tool:web_search/m-2","provider":"acme","model":"tool:web_search","unit":"usd_per_1k_calls","usd":{"price":"35"},"for_model":"m-2","uncertain":true,"overrides":false,"in_force":true,"source":"memory","date":"unknown"}],
         "multipliers":[{"provider":"acme","tier":"flex","model":null,"factor":0.5,"source":"a page"}]}
        """;

    private const string Problems = """
        {"data":[
          {"problem":"no_price","provider":"acme","model":"new","price_id":null,"calls":12,"in_use":true,"message":"has no price"},
          {"problem":"uncertain","provider":"acme","model":"m","price_id":"acme/m","calls":3,"in_use":true,"message":"was not read on a page"},
          {"problem":"uncertain","provider":"acme","model":"old","price_id":"acme/old","calls":0,"in_use":false,"message":"was not read on a page"}]}
        """;

    [Fact]
    public async Task Show_asks_for_what_was_typed()
    {
        Api.Lay("GET /admin/v1/prices", """{"data":[],"multipliers":[]}""");

        await SucceedAsync("prices", "show", "ft:gpt-4o/x", "--provider", "openai", "--at", "2026-12-01");

        Assert.Equal("provider=openai&model=ft%3Agpt-4o%2Fx&at=2026-12-01", OnlyRequest().Query);
    }

    [Fact]
    public async Task Each_kind_of_price_is_a_line_and_long_context_too()
    {
        Api.Lay("GET /admin/v1/prices", Prices);

        var lines = CliOutcome.Lines(await SucceedAsync("prices", "show"));

        Assert.Equal("Model For USD Unit Until Sure Source As of", lines[0]);
        Assert.Equal("m input 0.25 usd_per_1m_tokens 2026-11-30 yes a page 2026-11", lines[1]);
        Assert.Equal("m input, above 272,000 input tokens 0.50 usd_per_1m_tokens 2026-11-30 yes a page 2026-11", lines[3]);
        Assert.Equal("film 4k 0.30 usd_per_second - override our contract 2026-11-23", lines[5]);
        Assert.Equal("tool:web_search called by m-2* 35.00 usd_per_1k_calls - no memory unknown", lines[6]);
        Assert.Contains("acme flex 0.5 a page", lines);
    }

    [Fact]
    public async Task A_model_without_a_price_is_told_with_what_that_means()
    {
        Api.Lay("GET /admin/v1/prices", """{"data":[],"multipliers":[]}""");

        Assert.Contains("is refused where money is limited", await SucceedAsync("prices", "show", "stranger"));
    }

    [Fact]
    public async Task Show_with_json_is_the_json_of_the_server()
    {
        Api.Lay("GET /admin/v1/prices", Prices);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Prices), JsonNode.Parse(await SucceedAsync("prices", "show", "--json"))));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("2026-13-01")]
    public async Task A_day_that_is_none_is_wrong_usage(string day) => Assert.Equal(2, (await RunAsync("prices", "show", "--at", day)).ExitCode);

    [Fact]
    public async Task Check_fails_where_a_model_in_use_has_no_price_and_leaves_out_what_nobody_uses()
    {
        Api.Lay("GET /admin/v1/prices/check", Problems);

        var outcome = await RunAsync("prices", "check");

        Assert.Equal(1, outcome.ExitCode);
        var lines = CliOutcome.Lines(outcome.Out);
        Assert.Equal("Problem Provider Model Price row Calls What to know", lines[0]);
        Assert.Equal(["no_price acme new - 12 has no price", "uncertain acme m acme/m 3 was not read on a page"], lines.Skip(1));
    }

    [Fact]
    public async Task Check_all_shows_every_uncertain_row()
    {
        Api.Lay("GET /admin/v1/prices/check", Problems);

        Assert.Contains("acme/old", (await RunAsync("prices", "check", "--all")).Out);
    }

    [Fact]
    public async Task Uncertain_prices_alone_are_no_failure()
    {
        Api.Lay("GET /admin/v1/prices/check", """{"data":[{"problem":"uncertain","provider":"acme","model":"m","in_use":true}]}""");

        Assert.Contains("uncertain acme m", CliOutcome.Lines(await SucceedAsync("prices", "check"))[1]);
    }

    [Theory]
    [InlineData("prices.override.json", "override")]
    [InlineData("models.json", "models")]
    public async Task A_file_is_read_by_the_gateway_before_it_is_put_in_place(string name, string kind)
    {
        Api.Lay("POST /admin/v1/prices/check", """{"problems":[]}""");
        var path = Path.Combine(Directory.CreateTempSubdirectory("llmgw-prices-").FullName, name);
        await File.WriteAllTextAsync(path, "{ \"prices\": [] }");

        Assert.Contains("is valid.", await SucceedAsync("prices", "check", "--file", path));

        var sent = JsonNode.Parse(OnlyRequest().Body)!;
        Assert.Equal((kind, "{ \"prices\": [] }"), (sent["kind"]!.GetValue<string>(), sent["text"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_file_that_is_not_valid_fails_and_says_all_that_is_wrong()
    {
        Api.Lay("POST /admin/v1/prices/check", """{"problems":["prices[0].source is required","prices[1].price must be a number from 0 to 100000"]}""");
        var path = Path.GetTempFileName();

        var outcome = await RunAsync("prices", "check", "--file", path);

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("  prices[0].source is required\n  prices[1].price must be a number", outcome.Out);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_wrong_usage()
    {
        var outcome = await RunAsync("prices", "check", "--file", "/nowhere/prices.override.json");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("/nowhere/prices.override.json cannot be read", outcome.Error);
    }
}
