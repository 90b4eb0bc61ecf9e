using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Sdk;

/// <summary>openai-node 7.57, unchanged but for base URL and key.</summary>
public sealed class OpenAINodeTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private readonly Stage _stage = fixture.Stage;

    [Theory]
    [InlineData("chat")]
    [InlineData("chat-unlimited")]
    [InlineData("chat-n")]
    [InlineData("chat-image")]
    [InlineData("chat-tools")]
    [InlineData("chat-stream-usage")]
    [InlineData("responses")]
    [InlineData("responses-stream")]
    public async Task A_text_call_is_booked_with_the_usage_that_the_SDK_sees(string name)
    {
        var key = await _stage.KeyAsync();
        var result = await NodeSdk.OpenAIAsync(_stage.Address, key.Secret, name);

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        var usage = result["value"]!["usage"]!;
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal((usage["prompt_tokens"] ?? usage["input_tokens"])!.GetValue<long>(), row["input_tokens"]!.GetValue<long>());
        Assert.Equal((usage["completion_tokens"] ?? usage["output_tokens"])!.GetValue<long>(), row["output_tokens"]!.GetValue<long>());
        Assert.Equal("exact", row["certainty"]!.GetValue<string>());
        Assert.Equal(result["value"]!["id"]!.GetValue<string>(), row["provider_id"]!.GetValue<string>());
        Assert.Equal(1, result["requests"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_stream_that_did_not_ask_for_usage_shows_none_and_is_booked_exactly()
    {
        var key = await _stage.KeyAsync();
        var result = await NodeSdk.OpenAIAsync(_stage.Address, key.Secret, "chat-stream");

        var value = result["value"]!;
        Assert.Equal(0, value["empty"]!.GetValue<int>());
        Assert.Equal(0, value["withUsageKey"]!.GetValue<int>());
        Assert.NotEmpty(value["text"]!.GetValue<string>());
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal("exact", row["certainty"]!.GetValue<string>());
        Assert.True(row["output_tokens"]!.GetValue<long>() > 0);
    }

    [Fact]
    public async Task Embeddings_images_and_models_work()
    {
        var key = await _stage.KeyAsync();
        var embeddings = await NodeSdk.OpenAIAsync(_stage.Address, key.Secret, "embeddings");
        var image = await NodeSdk.OpenAIAsync(_stage.Address, key.Secret, "image");
        var models = await NodeSdk.OpenAIAsync(_stage.Address, key.Secret, "models");

        Assert.Equal(2, embeddings["value"]!["vectors"]!.GetValue<int>());
        Assert.Equal(2, image["value"]!["images"]!.GetValue<int>());
        Assert.True(models["value"]!["count"]!.GetValue<int>() > 0);
        var rows = await _stage.Admin.LedgerOfAsync(2, $"key={key.Id}");
        Assert.Equal(["openai.embeddings", "openai.images_generations"], rows.Select(row => row["operation"]!.GetValue<string>()).Order());
        Assert.Equal(2, rows.Sum(row => row["images"]?.GetValue<long>() ?? 0));
        Assert.Equal(2, (await _stage.Admin.UsageAsync("key", key.Id))["meters"]!["images"]!["used"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_video_is_held_at_submission_and_booked_once_at_its_end()
    {
        var key = await _stage.KeyAsync();
        var result = await NodeSdk.OpenAIAsync(_stage.Address, key.Secret, "video", "job-polls=3");

        Assert.True(result["ok"]!.GetValue<bool>(), result.ToJsonString());
        Assert.True(result["value"]!["bytes"]!.GetValue<long>() > 0);
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal(8, row["video_seconds"]!.GetValue<decimal>());
        Assert.Equal("0.8", row["cost_usd"]!.GetValue<string>());
        var meters = (await _stage.Admin.UsageAsync("key", key.Id))["meters"]!;
        Assert.Equal(1, meters["videos"]!["used"]!.GetValue<long>());
        Assert.Equal(0, meters["videos"]!["held"]!.GetValue<long>());
    }

    [Fact]
    public async Task Over_quota_the_SDK_raises_its_own_error_with_our_message_and_does_not_retry()
    {
        var key = await _stage.KeyAsync(new { limits = new { monthly_call_limit = 1 } });
        Assert.True((await NodeSdk.OpenAIAsync(_stage.Address, key.Secret, "chat"))["ok"]!.GetValue<bool>());
        foreach (var name in (string[])["chat", "chat-stream", "responses"])
        {
            var refused = await NodeSdk.OpenAIAsync(_stage.Address, key.Secret, name);
            var error = refused["error"]!;
            Assert.Equal("RateLimitError", error["type"]!.GetValue<string>());
            Assert.Equal(429, error["status"]!.GetValue<int>());
            Assert.Equal("insufficient_quota", error["code"]!.GetValue<string>());
            Assert.Contains("Quota exceeded: calls of key", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.Equal("quota_exceeded", error["quota"]!["code"]!.GetValue<string>());
            Assert.Equal(1, refused["requests"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Other_refusals_are_the_SDKs_own_error_types()
    {
        var unknown = await NodeSdk.OpenAIAsync(_stage.Address, "lgw_unknown", "chat");
        Assert.Equal("AuthenticationError", unknown["error"]!["type"]!.GetValue<string>());

        var key = await _stage.KeyAsync(new { allowed_models = new[] { "gpt-5*" } });
        var notAllowed = await NodeSdk.OpenAIAsync(_stage.Address, key.Secret, "chat");
        Assert.Equal("PermissionDeniedError", notAllowed["error"]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_providers_own_errors_pass_unchanged_and_cost_nothing()
    {
        var key = await _stage.KeyAsync(new { limits = new { monthly_call_limit = 100 } });
        var failed = await NodeSdk.OpenAIAsync(_stage.Address, key.Secret, "chat", "status=500");
        Assert.Equal("InternalServerError", failed["error"]!["type"]!.GetValue<string>());
        Assert.Equal(3, failed["requests"]!.GetValue<int>());

        await _stage.Admin.LedgerOfAsync(3, $"key={key.Id}");
        var calls = (await _stage.Admin.UsageAsync("key", key.Id))["meters"]!["calls"]!;
        Assert.Equal((0, 0), (calls["used"]!.GetValue<long>(), calls["held"]!.GetValue<long>()));
    }
}
