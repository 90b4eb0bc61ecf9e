using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Pipeline;

/// <summary>A client that leaves does not end the call: the provider works on, and charges.</summary>
public sealed class LeavingClientTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private const string Plain = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}],"max_completion_tokens":100}""";
    private const string OpenAIStream = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}],"max_completion_tokens":100,"stream":true}""";
    private const string GeminiStream = """{"contents":[{"role":"user","parts":[{"text":"Say hello."}]}],"generationConfig":{"maxOutputTokens":100}}""";

    private readonly Stage _stage = fixture.Stage;

    [Theory]
    [InlineData("openai/v1/chat/completions", OpenAIStream)]
    [InlineData("gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", GeminiStream)]
    public async Task In_mid_stream_the_provider_is_read_to_its_end_and_the_usage_is_exact(string path, string body)
    {
        var key = await _stage.KeyAsync();
        await LeaveAfterTheFirstBytesAsync(_stage, key.Secret, path, body, "chunks=20,pace=20,output-tokens=77");

        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal(("exact", 77), (Text(row, "certainty"), Number(row, "output_tokens")));
        await _stage.Admin.AssertNothingHeldAsync(key.Id);
    }

    [Fact]
    public async Task Before_the_answer_began_the_provider_is_awaited_and_the_usage_is_exact()
    {
        var key = await _stage.KeyAsync();
        using var leaving = new CancellationTokenSource();
        var call = _stage.CallAsync(key.Secret, "openai/v1/chat/completions", Plain, "start-delay=700,output-tokens=42", leaving.Token);
        await Eventually.ReachesAsync(() => Task.FromResult(_stage.Providers.CallsInProgress), calls => calls > 0, "the call to reach the provider");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal(("exact", 42), (Text(row, "certainty"), Number(row, "output_tokens")));
        await _stage.Admin.AssertNothingHeldAsync(key.Id);
    }

    [Fact]
    public async Task Beyond_the_time_of_a_drain_the_row_says_at_least()
    {
        await using var stage = await Stage.StartAsync(new() { ["Drain:StreamLimit"] = "00:00:00" });
        var key = await stage.KeyAsync();
        await LeaveAfterTheFirstBytesAsync(stage, key.Secret, "openai/v1/chat/completions", OpenAIStream, "chunks=20,pace=200");

        var row = Assert.Single(await stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal("at_least", Text(row, "certainty"));
        Assert.InRange(Number(row, "output_tokens"), 1, 99);
        await stage.Admin.AssertNothingHeldAsync(key.Id);
    }

    [Fact]
    public async Task When_too_many_are_read_on_already_the_row_says_at_least()
    {
        await using var stage = await Stage.StartAsync(new() { ["Drain:AtOnce"] = "0" });
        var key = await stage.KeyAsync();
        await LeaveAfterTheFirstBytesAsync(stage, key.Secret, "openai/v1/chat/completions", OpenAIStream, "chunks=20,pace=200");

        Assert.Equal("at_least", Text(Assert.Single(await stage.Admin.LedgerOfAsync(1, $"key={key.Id}")), "certainty"));
        await stage.Admin.AssertNothingHeldAsync(key.Id);
    }

    /// <summary>Reads until text has come and breaks the connection.</summary>
    private static async Task LeaveAfterTheFirstBytesAsync(Stage stage, string secret, string path, string body, string simulate)
    {
        using var client = new HttpClient();
        using var request = Stage.Call(stage.Address, secret, path, body, simulate);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var lines = 0; lines < 6; lines++) Assert.NotNull(await reader.ReadLineAsync());
    }

    private static string Text(JsonNode row, string name) => row[name]!.ToString();

    private static long Number(JsonNode row, string name) => row[name]!.GetValue<long>();
}
