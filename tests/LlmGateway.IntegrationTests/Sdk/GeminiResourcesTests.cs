using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Sdk;

/// <summary>@google/genai 3.1 on everything beside text and Veo, and openai-node on the compatible endpoints, in one run: it works, and the ledger is the provider's bill.</summary>
public sealed class GeminiResourcesTests(StageFixture fixture, ITestOutputHelper output) : IClassFixture<StageFixture>
{
    /// <summary>One for each metered call of the script, and for each job; an upload into a store begins with a call of its own.</summary>
    private const int Rows = 18;

    private readonly Stage _stage = fixture.Stage;

    [Fact]
    public async Task The_resources_of_genai_work_and_the_ledger_is_the_bill()
    {
        _stage.Providers.Bill.Clear();
        var key = await _stage.KeyAsync();
        var seen = await NodeSdk.ResourcesAsync(_stage.Address, key.Secret, "gemini-resources.mjs");

        // Every address that an answer handed out led back here: the provider saw its own key alone.
        Assert.Equal("[]", seen["outside"]!.ToJsonString());
        Assert.All(_stage.Providers.RecentHeaders, headers => Assert.Contains("AIza-upstream-canary", headers.GetValueOrDefault("x-goog-api-key") ?? headers.GetValueOrDefault("Authorization") ?? "", StringComparison.Ordinal));
        Assert.Contains(_stage.Providers.RecentHeaders, headers => headers[":path"].Contains("upload_id=", StringComparison.Ordinal));
        Objects(seen);
        Assert.Equal("""{"first":"JOB_STATE_PENDING","state":"JOB_STATE_SUCCEEDED","answers":2,"cancelled":"JOB_STATE_CANCELLED"}""", seen["batches"]!.ToJsonString());
        Interactions(seen["interactions"]!);
        Assert.Equal((1, 2), (seen["images"]!["native"]!.GetValue<int>(), seen["images"]!["made"]!.GetValue<int>()));
        Assert.Equal((true, 0, 2, 2), (seen["compatible"]!["text"]!.GetValue<bool>(), seen["compatible"]!["empty"]!.GetValue<int>(), seen["compatible"]!["vectors"]!.GetValue<int>(), seen["compatible"]!["images"]!.GetValue<int>()));
        await Booked(key.Id);
    }

    private static void Objects(JsonNode seen)
    {
        Assert.Equal(("19", "text/plain", 1), (seen["files"]!["size"]!.GetValue<string>(), seen["files"]!["type"]!.GetValue<string>(), seen["files"]!["listed"]!.GetValue<int>()));
        Assert.True(seen["caches"]!["longer"]!.GetValue<bool>());
        Assert.Equal(seen["caches"]!["tokens"]!.GetValue<long>(), seen["caches"]!["usage"]!["cachedContentTokenCount"]!.GetValue<long>());
        Assert.Equal("""{"store":true,"operation":true}""", seen["search"]!.ToJsonString());
    }

    private static void Interactions(JsonNode seen)
    {
        Assert.Equal(seen["usage"]!["total_tokens"]!.GetValue<long>(), seen["echoed"]!["total_tokens"]!.GetValue<long>());
        Assert.True(seen["grows"]!.GetValue<bool>() && seen["streamed"]!.GetValue<bool>());
        Assert.Equal(("in_progress", "completed"), (seen["began"]!.GetValue<string>(), seen["ended"]!.GetValue<string>()));
    }

    private async Task Booked(string key)
    {
        var rows = await _stage.Admin.LedgerOfAsync(Rows, $"key={key}");
        foreach (var row in rows) output.WriteLine($"{row["operation"]} {row["kind"]} {row["certainty"]} {row["input_tokens"]} {row["output_tokens"]} {row["images"]} {row["cost_usd"]}");
        var (bill, booked) = (BilledRows.OfBill(_stage.Providers.Bill.Lines), BilledRows.OfLedger(rows, Kind));
        foreach (var line in bill) output.WriteLine(line);
        Assert.Equal(bill, booked);
        Assert.Equal(Rows, rows.Count);
        Assert.Equal(0, (await _stage.Admin.UsageAsync("key", key))["meters"]!["calls"]!["held"]!.GetValue<long>());
    }

    private static string Kind(string operation) => operation switch
    {
        "gemini.batch_generate_content" => "batch",
        "gemini.cached_content_update" => "cached_contents",
        "gemini.openai_images_generations" => "predict",
        "gemini.file_search_upload" => "file_search",
        "gemini.openai_chat_completions" => "openai_chat",
        "gemini.openai_embeddings" => "embed_content",
        _ => operation["gemini.".Length..],
    };
}
