using System.ClientModel;
using LlmGateway.IntegrationTests.Infrastructure;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace LlmGateway.IntegrationTests.Sdk;

/// <summary>The official OpenAI SDK for .NET, 2.15, unchanged but for endpoint and key.</summary>
public sealed class OpenAIDotNetTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private readonly Stage _stage = fixture.Stage;

    [Fact]
    public async Task A_chat_call_is_booked_with_the_usage_that_the_SDK_sees()
    {
        var key = await _stage.KeyAsync();
        ChatCompletion answer = await Chat(key.Secret).CompleteChatAsync([new UserChatMessage("Say hello.")], new ChatCompletionOptions { MaxOutputTokenCount = 50 });

        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal((answer.Usage.InputTokenCount, answer.Usage.OutputTokenCount), (row["input_tokens"]!.GetValue<long>(), row["output_tokens"]!.GetValue<long>()));
        Assert.Equal(answer.Id, row["provider_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_streamed_chat_call_is_booked_exactly()
    {
        var key = await _stage.KeyAsync();
        var text = "";
        ChatTokenUsage? usage = null;
        await foreach (var update in Chat(key.Secret).CompleteChatStreamingAsync(new UserChatMessage("Say hello.")))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage = update.Usage ?? usage;
        }

        Assert.NotEmpty(text);
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal("exact", row["certainty"]!.GetValue<string>());
        Assert.Equal(usage!.OutputTokenCount, row["output_tokens"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_tool_call_comes_through()
    {
        var key = await _stage.KeyAsync();
        var options = new ChatCompletionOptions { ToolChoice = ChatToolChoice.CreateRequiredChoice() };
        options.Tools.Add(ChatTool.CreateFunctionTool("get_weather", "Weather in a city", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")));
        ChatCompletion answer = await Chat(key.Secret).CompleteChatAsync([new UserChatMessage("What is the weather in Paris?")], options);

        Assert.Equal("get_weather", Assert.Single(answer.ToolCalls).FunctionName);
        await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}");
    }

    [Fact]
    public async Task Embeddings_come_through()
    {
        var key = await _stage.KeyAsync();
        var client = new EmbeddingClient("text-embedding-3-small", new ApiKeyCredential(key.Secret), Options());
        OpenAIEmbedding answer = await client.GenerateEmbeddingAsync("one text");

        Assert.True(answer.ToFloats().Length > 0);
        await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}");
    }

    [Fact]
    public async Task Over_quota_the_SDK_raises_ClientResultException_429_with_our_message_soon()
    {
        var key = await _stage.KeyAsync(new { limits = new { monthly_token_limit = 5 } });
        var error = await Assert.ThrowsAsync<ClientResultException>(async () => await Chat(key.Secret).CompleteChatAsync(new UserChatMessage("Say hello.")));

        Assert.Equal(429, error.Status);
        Assert.Contains("insufficient_quota", error.Message, StringComparison.Ordinal);
        Assert.Contains("Quota exceeded: tokens of key", error.Message, StringComparison.Ordinal);
        Assert.Empty(await _stage.Admin.LedgerAsync($"key={key.Id}"));
    }

    private ChatClient Chat(string secret) => new("gpt-4o-mini", new ApiKeyCredential(secret), Options());

    private OpenAIClientOptions Options() => new() { Endpoint = new Uri(_stage.Address, "openai/v1") };
}
