using System.Text.Json.Nodes;
using LlmGateway.Database;
using LlmGateway.Operations;
using LlmGateway.Tests.Config;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace LlmGateway.Tests.Admin;

/// <summary>The shipped prices, on 24 November 2026.</summary>
public sealed class PricesTests : IAsyncLifetime
{
    private AdminHost _host = null!;

    public async ValueTask InitializeAsync() =>
        _host = await AdminHost.StartAsync(configure: services => services.AddSingleton(_ => new ModelFiles(ShippedFiles.Directory, NullLogger<ModelFiles>.Instance)));

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_model_is_shown_by_any_name_that_finds_its_price()
    {
        var row = Assert.Single(await RowsAsync("prices?model=gpt-5-mini-2025-08-07"))!;
        Assert.Equal(("openai/gpt-5-mini", "usd_per_1m_tokens", "0.25", "0.025", "2"), (Text(row, "id"), Text(row, "unit"), Usd(row, "input"), Usd(row, "cached_input"), Usd(row, "output")));
        Assert.Equal(("2026-12-11", "false", "true"), (Text(row, "shutdown"), Text(row, "uncertain"), Text(row, "in_force")));
        Assert.NotEqual("", Text(row, "source"));
    }

    [Fact]
    public async Task Long_context_and_pieces_have_their_own_amounts()
    {
        var sol = Assert.Single(await RowsAsync("prices?provider=openai&model=gpt-6.2-sol"))!;
        Assert.Equal(("272000", "4"), (sol["long_context"]!["above_input_tokens"]!.ToString(), sol["long_context"]!["usd"]!["input"]!.GetValue<string>()));
        var agent = Assert.Single(await RowsAsync("prices?provider=heygen&model=video_agent"))!;
        Assert.Equal(("usd_per_second", "0.0333"), (Text(agent, "unit"), Usd(agent, "price")));
    }

    [Fact]
    public async Task Prices_to_come_are_shown_and_one_day_can_be_asked_for()
    {
        Assert.Equal(["2", "4"], (await RowsAsync("prices?model=gemini-4-argon")).Where(row => Text(row!, "unit") == "usd_per_1m_tokens").Select(row => Usd(row!, "input")));
        var december = (await RowsAsync("prices?model=gemini-4-argon&at=2026-12-01")).Where(row => Text(row!, "unit") == "usd_per_1m_tokens");
        Assert.Equal("4", Usd(Assert.Single(december)!, "input"));
    }

    [Fact]
    public async Task Multipliers_of_the_provider_stand_beside_the_prices()
    {
        var answer = (await _host.GetAsync("prices?provider=gemini")).Expect(200);
        Assert.All(answer["multipliers"]!.AsArray(), row => Assert.Equal("gemini", Text(row!, "provider")));
        Assert.Contains(answer["multipliers"]!.AsArray(), row => Text(row!, "tier") == "flex" && row!["factor"]!.GetValue<decimal>() == 0.5m);
        Assert.All(answer["data"]!.AsArray(), row => Assert.Equal("gemini", Text(row!, "provider")));
    }

    [Fact]
    public async Task A_model_without_a_price_has_no_rows() => Assert.Empty(await RowsAsync("prices?model=gpt-5-imagined"));

    [Theory]
    [InlineData("prices?at=soon", "at")]
    [InlineData("prices?modle=gpt-5", "modle")]
    public async Task A_wrong_question_is_told_so(string route, string param) => Assert.Equal(param, (await _host.GetAsync(route)).Expect(400)["error"]!["param"]!.GetValue<string>());

    [Fact]
    public async Task The_check_knows_the_models_in_use()
    {
        await UsedAsync("openai", "gpt-5-imagined", tokens: 10);
        await UsedAsync("openai", "gpt-5-mini", tokens: 10);
        await UsedAsync("openai", "files", tokens: 0);

        var problems = (await _host.GetAsync("prices/check")).Expect(200)["data"]!.AsArray();

        Assert.Equal([("no_price", "gpt-5-imagined")], problems.Where(row => Text(row!, "problem") == "no_price").Select(row => (Text(row!, "problem"), Text(row!, "model"))));
        Assert.Contains(problems, row => Text(row!, "problem") == "ends_soon" && Text(row!, "price_id") == "openai/gpt-5-mini" && Text(row!, "calls") == "1");
        Assert.Contains(problems, row => Text(row!, "problem") == "uncertain" && Text(row!, "in_use") == "false");
    }

    [Theory]
    [InlineData("override", """{"prices":[{"provider":"openai","model":"gpt-5","unit":"usd_per_1m_tokens","input":1,"output":8,"source":"ours","date":"2026"}]}""")]
    [InlineData("models", """{"models":[{"provider":"acme","prefix":"","context_window":1,"max_output":1}]}""")]
    public async Task A_valid_file_has_no_problems(string kind, string text) => Assert.Empty((await CheckAsync(kind, text))["problems"]!.AsArray());

    [Theory]
    [InlineData("override", """{"prices":[{"provider":"opneai","model":"gpt-5","unit":"usd_per_image","price":1,"source":"ours","date":"2026"}]}""", "prices names the provider 'opneai'")]
    [InlineData("models", """{"models":[]}""", "models must hold at least one row")]
    [InlineData("models", "{", "")]
    public async Task A_file_that_is_not_valid_is_told_all_of_it(string kind, string text, string problem) => Assert.StartsWith(problem, (await CheckAsync(kind, text))["problems"]![0]!.GetValue<string>());

    [Theory]
    [InlineData("""{"kind":"tiers","text":"{}"}""", "kind")]
    [InlineData("""{"kind":"models"}""", "text")]
    public async Task A_wrong_check_is_told_so(string body, string param) => Assert.Equal(param, (await _host.PostAsync("prices/check", body)).Expect(400)["error"]!["param"]!.GetValue<string>());

    private async Task<JsonNode> CheckAsync(string kind, string text) =>
        (await _host.PostAsync("prices/check", new JsonObject { ["kind"] = kind, ["text"] = text }.ToJsonString())).Expect(200);

    private async Task UsedAsync(string provider, string model, long tokens)
    {
        await using var context = await _host.ContextAsync();
        context.DailyUsage.Add(new DailyUsageEntity
        {
            Organization = "default",
            Day = 20_780, // 23 November 2026
            UtcDay = 20_780,
            User = "",
            Team = "",
            ApiKey = "key_1",
            Upstream = "default",
            Provider = provider,
            Model = model,
            Operation = "x",
            OperationType = "llm_call",
            Tokens = tokens,
            Calls = 1,
        });
        await context.SaveChangesAsync();
    }

    private async Task<JsonArray> RowsAsync(string route) => (await _host.GetAsync(route)).Expect(200)["data"]!.AsArray();

    private static string Text(JsonNode row, string field) => row[field]?.ToString() ?? "";

    private static string Usd(JsonNode row, string kind) => row["usd"]![kind]!.GetValue<string>();
}
