using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Pipeline;

/// <summary>How a call ended, and what is posted: each row of the table, through the whole gateway.</summary>
public sealed class SettlementTableTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private const string Chat = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}],"max_completion_tokens":100}""";
    private const string Stream = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}],"max_completion_tokens":100,"stream":true}""";

    private readonly Stage _stage = fixture.Stage;

    [Theory]
    [InlineData("status=400")]
    [InlineData("status=401")]
    [InlineData("status=429")]
    [InlineData("status=500")]
    [InlineData("status=503")]
    public async Task An_error_of_the_provider_without_usage_posts_nothing(string simulate)
    {
        var row = await RowAsync(Chat, simulate);
        Assert.Equal("void", Text(row, "kind"));
        Assert.Equal((0, 0), (Number(row, "tokens_used"), Number(row, "calls_made")));
        Assert.Equal("0", Text(row, "cost_usd"));
    }

    [Fact]
    public async Task A_connection_that_is_refused_posts_nothing_and_answers_502_in_the_dialect()
    {
        await using var stage = await Stage.StartAsync(new() { ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = $"http://127.0.0.1:{FreePort.Closed()}/openai/" });
        var key = await stage.KeyAsync();
        using var response = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("upstream_unreachable", response.Headers.GetValues("X-LlmGateway-Error").Single());
        Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["message"]);
        Assert.Equal("void", Text(await stage.Admin.RowOfAsync(response), "kind"));
    }

    [Theory]
    [InlineData(Chat, "input-tokens=321,output-tokens=45")]
    [InlineData(Stream, "input-tokens=321,output-tokens=45")]
    public async Task Usage_that_is_read_is_posted_exactly(string body, string simulate)
    {
        var row = await RowAsync(body, simulate);
        Assert.Equal(("settle", "exact"), (Text(row, "kind"), Text(row, "certainty")));
        Assert.Equal((321, 45, 366, 1), (Number(row, "input_tokens"), Number(row, "output_tokens"), Number(row, "tokens_used"), Number(row, "calls_made")));
    }

    [Theory]
    [InlineData(Chat)]
    [InlineData(Stream)]
    public async Task A_usage_of_zero_is_zero_and_not_missing(string body)
    {
        var row = await RowAsync(body, "zero-usage");
        Assert.Equal(("settle", "exact"), (Text(row, "kind"), Text(row, "certainty")));
        Assert.Equal((0, 1), (Number(row, "tokens_used"), Number(row, "calls_made")));
    }

    [Fact]
    public async Task More_than_was_held_is_posted_in_full()
    {
        var row = await RowAsync(Chat, "input-tokens=321,output-tokens=5000");
        Assert.Equal(5321, Number(row, "tokens_used"));
    }

    [Fact]
    public async Task A_stream_that_the_provider_breaks_off_is_posted_as_at_least()
    {
        var row = await RowAsync(Stream, "reset-after=5,chunks=20,pace=40");
        Assert.Equal(("settle", "at_least"), (Text(row, "kind"), Text(row, "certainty")));
        Assert.InRange(Number(row, "output_tokens"), 1, 99);
        Assert.True(Number(row, "input_tokens") > 0);
    }

    [Fact]
    public async Task A_reset_after_the_call_was_sent_posts_the_hold_as_unknown()
    {
        var key = await _stage.KeyAsync();
        using var response = await _stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat, "reset-after=0");
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        var row = await _stage.Admin.RowOfAsync(response);
        Assert.Equal("unknown", Text(row, "certainty"));
        Assert.True(Number(row, "tokens_used") > 100);
    }

    [Fact]
    public async Task An_answer_that_lacks_its_usage_posts_the_hold_as_unknown_or_what_was_seen()
    {
        var row = await RowAsync(Chat, "no-usage");
        Assert.Contains(Text(row, "certainty"), (string[])["unknown", "at_least"]);
        Assert.True(Number(row, "tokens_used") > 0);
    }

    [Theory]
    [InlineData("status=504")]
    [InlineData("status=524")]
    public async Task A_gateway_timeout_of_the_provider_posts_the_hold_as_unknown(string simulate)
    {
        var row = await RowAsync(Chat, simulate);
        Assert.Equal(("settle", "unknown"), (Text(row, "kind"), Text(row, "certainty")));
        Assert.True(Number(row, "tokens_used") > 100);
    }

    [Fact]
    public async Task A_provider_that_never_answers_is_a_504_in_the_dialect_and_posts_the_hold_as_unknown()
    {
        await using var stage = await Stage.StartAsync(new() { ["ReverseProxy:Clusters:openai:HttpRequest:ActivityTimeout"] = "00:00:01" });
        var key = await stage.KeyAsync();
        using var response = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat, "hang");

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("upstream_timeout", response.Headers.GetValues("X-LlmGateway-Error").Single());
        var row = await stage.Admin.RowOfAsync(response);
        Assert.Equal(("settle", "unknown"), (Text(row, "kind"), Text(row, "certainty")));
        Assert.True(Number(row, "tokens_used") > 100);
    }

    [Theory]
    [InlineData("openai/v1/audio/speech", """{"model":"tts-1","input":"Hello there.","voice":"alloy"}""")]
    [InlineData("openai/v1/images/generations", """{"model":"dall-e-2","prompt":"A red fox","n":2,"size":"512x512"}""")]
    [InlineData("heygen/v3/voices/speech", """{"voice_id":"1bd001e7","text":"Hello there."}""")]
    public async Task Other_answers_without_usage_are_computed_from_request_and_answer(string path, string body)
    {
        var key = await _stage.KeyAsync();
        using var response = await _stage.CallAsync(key.Secret, path, body);
        Assert.True(HttpStatusCode.OK == response.StatusCode, await response.Content.ReadAsStringAsync());
        await response.Content.ReadAsByteArrayAsync();
        var row = await _stage.Admin.RowOfAsync(response);
        Assert.Equal(("settle", "computed"), (Text(row, "kind"), Text(row, "certainty")));
        Assert.NotEqual("0", Text(row, "cost_usd"));
    }

    [Fact]
    public async Task What_the_provider_never_reports_is_computed()
    {
        var key = await _stage.KeyAsync();
        using var response = await _stage.CallAsync(key.Secret, "openai/v1/images/generations", """{"model":"dall-e-3","prompt":"A red fox","n":1,"size":"1024x1024"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await response.Content.ReadAsStringAsync();
        var row = await _stage.Admin.RowOfAsync(response);
        Assert.Equal(("settle", "computed"), (Text(row, "kind"), Text(row, "certainty")));
        Assert.Equal((1, "0.04"), (Number(row, "images"), Text(row, "cost_usd")));
    }

    [Fact]
    public async Task After_each_of_these_ends_nothing_is_held()
    {
        var key = await _stage.KeyAsync();
        foreach (var simulate in (string[])["status=500", "reset-after=0", "reset-after=3", "zero-usage", "cut-after=3"])
        {
            using var response = await _stage.CallAsync(key.Secret, "openai/v1/chat/completions", Stream, simulate);
            await ReadToTheEndAsync(response);
        }

        await _stage.Admin.LedgerOfAsync(5, $"key={key.Id}");
        await _stage.Admin.AssertNothingHeldAsync(key.Id);
    }

    private async Task<JsonNode> RowAsync(string body, string simulate)
    {
        var key = await _stage.KeyAsync();
        using var response = await _stage.CallAsync(key.Secret, "openai/v1/chat/completions", body, simulate);
        await ReadToTheEndAsync(response);
        return await _stage.Admin.RowOfAsync(response);
    }

    private static async Task ReadToTheEndAsync(HttpResponseMessage response)
    {
        try
        {
            await response.Content.ReadAsByteArrayAsync();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The provider broke off, and so did the gateway.
        }
    }

    private static string Text(JsonNode row, string name) => row[name]!.ToString();

    private static long Number(JsonNode row, string name) => row[name]!.GetValue<long>();
}
