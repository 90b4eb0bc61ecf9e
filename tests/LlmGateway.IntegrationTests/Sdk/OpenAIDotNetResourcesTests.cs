#pragma warning disable OPENAI001 // Parts of the SDK are marked as not final; this is the version that is tried.
using System.ClientModel;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;
using OpenAI;
using OpenAI.Audio;
using OpenAI.Files;
using OpenAI.Moderations;
using OpenAI.Responses;
using OpenAI.VectorStores;

namespace LlmGateway.IntegrationTests.Sdk;

/// <summary>The official OpenAI SDK for .NET, 2.15, on what else it offers.</summary>
public sealed class OpenAIDotNetResourcesTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private static readonly byte[] s_pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    private readonly Stage _stage = fixture.Stage;

    [Fact]
    public async Task A_response_in_the_background_is_booked_once_however_often_it_is_retrieved()
    {
        var key = await _stage.KeyAsync();
        var client = Client(key).GetResponsesClient();
        var options = new CreateResponseOptions { Model = "gpt-4o-mini", BackgroundModeEnabled = true, MaxOutputTokenCount = 60 };
        options.InputItems.Add(ResponseItem.CreateUserMessageItem("Say hello."));
        ResponseResult queued = await client.CreateResponseAsync(options);
        ResponseResult ended = await client.GetResponseAsync(queued.Id);
        ResponseResult again = await client.GetResponseAsync(queued.Id);

        Assert.Equal((ResponseStatus.Queued, ResponseStatus.Completed), (queued.Status, ended.Status));
        Assert.Equal(ended.Usage.TotalTokenCount, again.Usage.TotalTokenCount);
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal((ended.Usage.TotalTokenCount, queued.Id), (row["tokens_used"]!.GetValue<long>(), row["resource_id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Files_batches_and_vector_stores_come_through()
    {
        var key = await _stage.KeyAsync();
        var files = Client(key).GetOpenAIFileClient();
        var line = """{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say a."}],"max_completion_tokens":30}}""";
        OpenAIFile input = await files.UploadFileAsync(BinaryData.FromString(line), "batch.jsonl", FileUploadPurpose.Batch);
        Assert.Equal(line, (await files.DownloadFileAsync(input.Id)).Value.ToString());

        var body = BinaryContent.Create(BinaryData.FromObjectAsJson(new { input_file_id = input.Id, endpoint = "/v1/chat/completions", completion_window = "24h" }));
        var batch = await Client(key).GetBatchClient().CreateBatchAsync(body, waitUntilCompleted: false);
        var ended = JsonNode.Parse((await batch.GetBatchAsync(null)).GetRawResponse().Content)!;
        Assert.Equal("completed", ended["status"]!.GetValue<string>());

        var stores = Client(key).GetVectorStoreClient();
        VectorStore store = await stores.CreateVectorStoreAsync(new VectorStoreCreationOptions { Name = "notes" });
        Assert.True((await stores.DeleteVectorStoreAsync(store.Id)).Value.Deleted);
        Assert.True((await files.DeleteFileAsync(input.Id)).Value.Deleted);

        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal(ended["usage"]!["total_tokens"]!.GetValue<long>(), row["tokens_used"]!.GetValue<long>());
    }

    [Fact]
    public async Task Images_sound_and_moderations_are_booked_as_the_provider_bills_them()
    {
        _stage.Providers.Bill.Clear();
        var key = await _stage.KeyAsync();
        var edits = await Client(key).GetImageClient("gpt-image-2").GenerateImageEditsAsync(new MemoryStream(s_pixel), "fox.png", "A blue fox", 2);
        Assert.Equal(2, edits.Value.Count);
        BinaryData speech = await Client(key).GetAudioClient("tts-1").GenerateSpeechAsync("Hello there.", GeneratedSpeechVoice.Alloy);
        AudioTranscription transcript = await Client(key).GetAudioClient("gpt-4o-transcribe").TranscribeAudioAsync(new MemoryStream(speech.ToArray()), "hello.mp3");
        Assert.Equal("Hello there.", transcript.Text);
        ModerationResult moderation = await Client(key).GetModerationClient("omni-moderation-latest").ClassifyTextAsync("A fox.");
        Assert.False(moderation.Flagged);

        var rows = await _stage.Admin.LedgerOfAsync(4, $"key={key.Id}");
        Assert.Equal(BilledRows.OfBill(_stage.Providers.Bill.Lines), BilledRows.OfLedger(rows, operation => operation is "openai.images_edits" ? "images" : operation["openai.".Length..]));
    }

    private OpenAIClient Client((string Id, string Secret) key) => new(new ApiKeyCredential(key.Secret), new OpenAIClientOptions { Endpoint = new Uri(_stage.Address, "openai/v1") });
}
