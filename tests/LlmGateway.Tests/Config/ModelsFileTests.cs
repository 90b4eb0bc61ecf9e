using System.Text;
using LlmGateway.Metering.Prices;
using LlmGateway.Operations;

namespace LlmGateway.Tests.Config;

public sealed class ModelsFileTests
{
    private const string Fallback = """{"provider":"acme","prefix":"","context_window":1000,"max_output":100}""";
    private const string Origin = "\"source\":\"a page\",\"date\":\"2026-11\"";

    [Theory]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_second"}""", "prices[0].price is required")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_second","price":-0.1}""", "prices[0].price must be a number from 0 to 100000")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_second","price":"1"}""", "prices[0].price must be a number from 0 to 100000")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_second","price":1,"input":1}""", "prices[0].input is not for the unit usd_per_second")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_1m_tokens"}""", "prices[0] names no price")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_1m_tokens","input":1,"price":1}""", "prices[0].price is not for tokens")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_1m_tokens","input":1,"long_context":{"above_input_tokens":1000}}""", "prices[0].long_context.input must be named where the row names it")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_1m_tokens","input":1,"long_context":{"above_input_tokens":1000,"input":2,"output":3}}""", "prices[0].long_context.output must be named where the row names it")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_1m_tokens","input":1,"inputt":1}""", "prices[0].inputt is not a known field")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_token","input":1}""", "prices[0].unit is 'usd_per_token', and must be one of usd_per_1m_tokens")]
    [InlineData("""{"provider":"acme","model":"Models/M","unit":"usd_per_1m_tokens","input":1}""", "prices[0].model must be written as 'm'")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_1m_tokens","input":1,"valid_from":"2026-12-01","valid_until":"2026-11-30"}""", "prices[0].valid_until lies before valid_from")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_1m_tokens","input":1,"valid_from":"1 Dec 2026"}""", "prices[0].valid_from must be a date")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_1m_tokens","input":1,"for_model":"x"}""", "prices[0].for_model is only for the calls of a tool")]
    [InlineData("""{"provider":"acme","model":"m","unit":"usd_per_image","price":1,"step_seconds":30}""", "prices[0].step_seconds is only for prices by time")]
    [InlineData("""{"provider":"amce","model":"m","unit":"usd_per_image","price":1}""", "names the provider 'amce', of which no row of models knows")]
    public void A_wrong_price_is_named_with_its_path(string row, string problem) =>
        Assert.Contains(problem, ProblemsOf($$"""{"models":[{{Fallback}}],"prices":[{{row[..^1]}},{{Origin}}}]}"""));

    [Theory]
    [InlineData("""{"provider":"acme","prefix":"","context_window":1000,"max_output":-1}""", "models[0].max_output must be a whole number")]
    [InlineData("""{"provider":"acme","prefix":"","context_window":"1000","max_output":1}""", "models[0].context_window must be a whole number")]
    [InlineData("""{"provider":"acme","prefix":"","max_output":1}""", "models[0].context_window is required")]
    [InlineData("""{"provider":"acme","prefix":"","context_window":1000,"max_output":1,"tokenizer":"p50k"}""", "models[0].tokenizer is 'p50k', and must be one of o200k_base, cl100k_base")]
    [InlineData("""{"provider":"acme","prefix":"","context_window":1000,"max_output":1,"image_rule":"guess:1"}""", "models[0].image_rule 'guess:1' is not a rule that this gateway knows")]
    [InlineData("""{"provider":"acme","prefix":"","context_window":1000,"max_output":1,"image_rule":"tile:x:y"}""", "models[0].image_rule 'tile:x:y' is not a rule")]
    [InlineData("""{"provider":"acme","prefix":"GPT","context_window":1000,"max_output":1}""", "models[0].prefix must be written as 'gpt'")]
    [InlineData("""{"provider":"acme","prefix":"gpt","context_window":1000,"max_output":1}""", "models has no fallback row (empty prefix) for acme")]
    public void A_wrong_model_is_named_with_its_path(string row, string problem) => Assert.Contains(problem, ProblemsOf($$"""{"models":[{{row}}]}"""));

    [Theory]
    [InlineData("""{"provider":"acme","tier":"flex","factor":0}""", "multipliers[0].factor must be a number")]
    [InlineData("""{"provider":"acme","tier":"flex"}""", "multipliers[0].factor is required")]
    [InlineData("""{"provider":"acme","factor":1}""", "multipliers[0].tier is required")]
    public void A_wrong_multiplier_is_named_with_its_path(string row, string problem) =>
        Assert.Contains(problem, ProblemsOf($$"""{"models":[{{Fallback}}],"multipliers":[{{row[..^1]}},{{Origin}}}]}"""));

    [Fact]
    public void A_price_without_a_source_is_no_price() =>
        Assert.Contains("prices[0].source is required; prices[0].date is required", ProblemsOf($$"""{"models":[{{Fallback}}],"prices":[{"provider":"acme","model":"m","unit":"usd_per_image","price":1}]}"""));

    [Fact]
    public void Two_prices_for_the_same_thing_on_the_same_day_are_refused()
    {
        var until = Price("\"valid_until\":\"2026-12-01\"");
        Assert.Contains("prices has two rows in force at once for acme/m", ProblemsOf(Prices(until, Price("\"valid_from\":\"2026-12-01\""))));
        Assert.Equal(2, Read(Prices(until, Price("\"valid_from\":\"2026-12-02\""))).Prices.Length);
    }

    [Fact]
    public void Prices_of_one_model_in_several_units_at_once_are_refused() =>
        Assert.Contains("prices has prices in several units at once for acme/m", ProblemsOf(Prices(Price("\"valid_until\":\"2026-12-01\""), $$"""{"provider":"acme","model":"m","unit":"usd_per_image","price":1,{{Origin}}}""")));

    [Fact]
    public void Storage_has_a_price_beside_that_of_tokens() =>
        Assert.Equal(2, Read(Prices(Price("\"note\":\"x\""), $$"""{"provider":"acme","model":"m","unit":"usd_per_1m_token_hours","price":1,{{Origin}}}""")).Prices.Length);

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var problems = ProblemsOf("""{"models":[{"provider":"acme","prefix":"","context_window":-1,"max_output":1,"size":3}, 7],"prices":{},"extra":1}""");
        Assert.StartsWith("config/models.json: ", problems);
        foreach (var problem in (string[])["models[0].context_window must be", "models[0].size is not a known field", "models[1] must be an object", "prices must be an array", "extra is not a known field"]) Assert.Contains(problem, problems);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"models\":[],\"models\":[]}")]
    [InlineData("{}")]
    public void What_is_no_file_of_models_is_refused(string text) => Assert.NotEmpty(ProblemsOf(text));

    [Fact]
    public void Comments_and_a_comma_at_the_end_are_allowed() => Assert.Single(Read($$"""{ /* ours */ "models": [ {{Fallback}}, ], }""").Models);

    [Theory]
    [InlineData("\"valid_from\":\"2026-12-01\"", "acme/m@2026-12-01")]
    [InlineData("\"resolution\":\"1080p\"", "acme/m/1080p")]
    [InlineData("\"resolution\":\"1024x1024\",\"quality\":\"hd\"", "acme/m/1024x1024/hd")]
    public void A_row_is_named_by_what_chooses_it(string fields, string id) => Assert.Equal(id, Assert.Single(Read(Prices(Price(fields))).Prices).Id);

    private static string Price(string fields) => $$"""{"provider":"acme","model":"m","unit":"usd_per_1m_tokens","input":1,{{fields}},{{Origin}}}""";

    private static string Prices(params string[] rows) => $$"""{"models":[{{Fallback}}],"prices":[{{string.Join(',', rows)}}]}""";

    private static ModelCatalog Read(string json) => ModelsFile.Read(Encoding.UTF8.GetBytes(json));

    private static string ProblemsOf(string json) => Assert.Throws<ConfigurationInvalidException>(() => Read(json)).Message;
}
