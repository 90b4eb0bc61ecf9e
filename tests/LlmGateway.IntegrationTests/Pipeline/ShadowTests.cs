using System.Net;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Pipeline;

/// <summary>A limit in shadow decides and refuses nothing; the ledger says what it would have refused.</summary>
public sealed class ShadowTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private const string Chat = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}],"max_completion_tokens":20}""";

    [Fact]
    public async Task Calls_above_it_pass_are_booked_and_say_so()
    {
        var stage = fixture.Stage;
        var key = await stage.KeyAsync(new { limits = new { monthly_call_limit = 1, enforcement = "shadow" } });
        for (var calls = 0; calls < 3; calls++)
        {
            using var response = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await response.Content.ReadAsByteArrayAsync();
        }

        var rows = await stage.Admin.LedgerOfAsync(3, $"key={key.Id}");
        Assert.Equal([null, "key:calls", "key:calls"], rows.Select(row => row["metadata"]!["would_refuse"]?.GetValue<string>()));
        Assert.Equal(3, (await stage.Admin.UsageAsync("key", key.Id))["meters"]!["calls"]!["used"]!.GetValue<long>());
    }
}
