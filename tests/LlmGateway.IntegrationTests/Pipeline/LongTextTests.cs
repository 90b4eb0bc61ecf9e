using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Pipeline;

/// <summary>Much text is held by its bytes at first; what that refuses is counted exactly, and admitted if it fits.</summary>
public sealed class LongTextTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    /// <summary>100,000 bytes, some 20,000 tokens.</summary>
    private static readonly string s_text = string.Concat(Enumerable.Repeat("We count what is said, and only then do we say no. ", 2000))[..100_000];

    [Theory]
    [InlineData(50_000, HttpStatusCode.OK)]
    [InlineData(10_000, HttpStatusCode.TooManyRequests)]
    public async Task Text_whose_bytes_do_not_fit_is_counted_before_it_is_refused(long limit, HttpStatusCode status)
    {
        var key = await fixture.Stage.KeyAsync(new { limits = new { monthly_token_limit = limit } });
        var body = new JsonObject
        {
            ["model"] = "gpt-4o-mini",
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = s_text }),
            ["max_completion_tokens"] = 20,
        };
        using var response = await fixture.Stage.CallAsync(key.Secret, "openai/v1/chat/completions", body.ToJsonString());
        Assert.Equal(status, response.StatusCode);
        if (status != HttpStatusCode.OK) return;
        Assert.InRange((await fixture.Stage.Admin.RowOfAsync(response))["input_tokens"]!.GetValue<long>(), 15_000, 30_000);
    }
}
