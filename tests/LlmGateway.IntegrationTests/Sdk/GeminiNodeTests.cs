using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Sdk;

/// <summary>@google/genai 3.1, unchanged but for base URL and key.</summary>
public sealed class GeminiNodeTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private readonly Stage _stage = fixture.Stage;

    [Theory]
    [InlineData("generate", null)]
    [InlineData("generate", "v1")]
    [InlineData("generate", "v1beta")]
    [InlineData("generate-unlimited", null)]
    [InlineData("stream", null)]
    [InlineData("tools", null)]
    public async Task A_text_call_is_booked_with_the_usage_that_the_SDK_sees(string name, string? version)
    {
        var key = await _stage.KeyAsync();
        var result = await NodeSdk.GeminiAsync(_stage.Address, key.Secret, name, null, version is null ? [] : [("VERSION", version)]);

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        var usage = result["value"]!["usage"]!;
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal(usage["totalTokenCount"]!.GetValue<long>(), row["tokens_used"]!.GetValue<long>());
        Assert.Equal((usage["candidatesTokenCount"]?.GetValue<long>() ?? 0) + (usage["thoughtsTokenCount"]?.GetValue<long>() ?? 0), row["output_tokens"]!.GetValue<long>());
        Assert.Equal("exact", row["certainty"]!.GetValue<string>());
    }

    [Fact]
    public async Task Counting_tokens_and_listing_models_is_free()
    {
        var key = await _stage.KeyAsync(new { limits = new { monthly_call_limit = 1 } });
        for (var i = 0; i < 2; i++)
        {
            Assert.True((await NodeSdk.GeminiAsync(_stage.Address, key.Secret, "count"))["value"]!["totalTokens"]!.GetValue<long>() > 0);
            Assert.True((await NodeSdk.GeminiAsync(_stage.Address, key.Secret, "models"))["value"]!["count"]!.GetValue<int>() > 0);
        }

        Assert.Empty(await _stage.Admin.LedgerAsync($"key={key.Id}"));
    }

    [Theory]
    [InlineData("gemini-embedding-001", 2)]
    [InlineData("gemini-embedding-2", 1)] // The SDK joins the texts of this model to one content.
    public async Task Embeddings_are_booked(string model, int vectors)
    {
        var key = await _stage.KeyAsync();
        var result = await NodeSdk.GeminiAsync(_stage.Address, key.Secret, "embed", null, ("MODEL", model));
        Assert.Equal(vectors, result["value"]!["vectors"]!.GetValue<int>());
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.True(row["input_tokens"]!.GetValue<long>() > 0);
        Assert.Equal("embedding", row["operation_type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("generate")]
    [InlineData("stream")]
    public async Task Over_quota_the_SDK_raises_ApiError_429_with_our_message_and_does_not_retry(string name)
    {
        var key = await _stage.KeyAsync(new { limits = new { monthly_token_limit = 3 } });
        var refused = await NodeSdk.GeminiAsync(_stage.Address, key.Secret, name);

        var error = refused["error"]!;
        Assert.Equal("ApiError", error["name"]!.GetValue<string>());
        Assert.Equal(429, error["status"]!.GetValue<int>());
        Assert.Contains("RESOURCE_EXHAUSTED", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Quota exceeded: tokens of key", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, refused["requests"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_file_is_uploaded_and_used_through_the_gateway_alone()
    {
        var key = await _stage.KeyAsync();
        var result = await NodeSdk.GeminiAsync(_stage.Address, key.Secret, "upload");

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.Equal("11", result["value"]!["size"]!.GetValue<string>());
        Assert.Equal(_stage.Address.GetLeftPart(UriPartial.Authority), Assert.Single(result["value"]!["origins"]!.AsArray())!.GetValue<string>());
        Assert.Equal("gemini.generate_content", Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"))["operation"]!.GetValue<string>());
    }
}
