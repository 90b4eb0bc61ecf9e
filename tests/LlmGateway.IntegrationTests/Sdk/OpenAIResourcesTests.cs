using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Sdk;

/// <summary>openai-node 7.57 on everything beside chats and plain responses, in one run: it works, and the ledger is the provider's bill.</summary>
public sealed class OpenAIResourcesTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private readonly Stage _stage = fixture.Stage;

    [Fact]
    public async Task The_resources_of_openai_node_work_and_the_ledger_is_the_bill()
    {
        _stage.Providers.Bill.Clear();
        var key = await _stage.KeyAsync();
        var seen = await NodeSdk.ResourcesAsync(_stage.Address, key.Secret, "openai-resources.mjs");

        Jobs(seen);
        Objects(seen);
        Media(seen);
        await Booked(key.Id, seen);
    }

    private static void Jobs(JsonNode seen)
    {
        Assert.Equal("""["queued","completed"]""", seen["background"]!["states"]!.ToJsonString());
        Assert.Equal(seen["background"]!["usage"]!.ToJsonString(), seen["background"]!["echoed"]!.ToJsonString());
        Assert.Equal("cancelled", seen["cancelled"]!["status"]!.GetValue<string>());
        Assert.Equal("completed", seen["videos"]!["status"]!.GetValue<string>());
        Assert.True(seen["videos"]!["bytes"]!.GetValue<long>() > 0);
        Assert.Equal("""["completed",2,"cancelled"]""", new JsonArray(seen["batches"]!["status"]!.DeepClone(), seen["batches"]!["output"]!.DeepClone(), seen["batches"]!["cancelled"]!.DeepClone()).ToJsonString());
    }

    private static void Objects(JsonNode seen)
    {
        Assert.Equal(seen["stored"]!["usage"]!.ToJsonString(), seen["stored"]!["echoed"]!.ToJsonString());
        Assert.Equal(seen["completions"]!["usage"]!.ToJsonString(), seen["completions"]!["echoed"]!.ToJsonString());
        Assert.Equal(("test", true), (seen["completions"]!["kind"]!.GetValue<string>(), seen["completions"]!["deleted"]!.GetValue<bool>()));
        Assert.Equal((2, true), (seen["conversation"]!["items"]!.GetValue<int>(), seen["conversation"]!["deleted"]!.GetValue<bool>()));
        Assert.Equal("""{"content":"A note.","name":"long.txt","listed":1,"joined":"A long note","cancelled":"cancelled","deleted":true}""", seen["files"]!.ToJsonString());
        Assert.Equal("""{"status":"completed","found":1,"deleted":true}""", seen["stores"]!.ToJsonString());
    }

    private static void Media(JsonNode seen)
    {
        Assert.Equal((2, 2), (seen["images"]!["edited"]!.GetValue<int>(), seen["images"]!["varied"]!.GetValue<int>()));
        Assert.True(seen["speech"]!["bytes"]!.GetValue<long>() > 0);
        Assert.Equal(2, seen["speech"]!["events"]!.GetValue<int>());
        Assert.Equal("Hello there.", seen["transcripts"]!["text"]!.GetValue<string>());
        Assert.Equal(3, seen["transcripts"]!["seconds"]!.GetValue<int>());
    }

    private async Task Booked(string key, JsonNode seen)
    {
        var bill = _stage.Providers.Bill.Lines;
        var rows = await _stage.Admin.LedgerOfAsync(bill.Count + 2, $"key={key}"); // Of two cancelled jobs the bill knows nothing.
        Assert.Equal(bill.Count + 2, rows.Count);

        // What was made of a cancelled response is told nowhere: its input is booked. A cancelled batch without a finished line used nothing.
        var cancelled = Assert.Single(rows, row => row["certainty"]!.GetValue<string>() == "at_least");
        Assert.Equal(seen["cancelled"]!["id"]!.GetValue<string>(), cancelled["resource_id"]!.GetValue<string>());
        var unused = Assert.Single(rows, row => row["operation"]!.GetValue<string>() == "openai.batches" && row["tokens_used"]!.GetValue<long>() == 0);
        Assert.Equal(BilledRows.OfBill(bill), BilledRows.OfLedger(rows.Except([cancelled, unused]), Kind));

        Assert.Equal(0.000018m * 10, Cost(rows, "openai.audio_speech", row => row["model"]!.GetValue<string>() == "tts-1")); // 12 characters at 15 USD a million
        Assert.Equal(0.0003m, Cost(rows, "openai.audio_translations", _ => true)); // 3 seconds at 0.006 USD a minute
        var meters = (await _stage.Admin.UsageAsync("key", key))["meters"]!;
        Assert.Equal((4, 0), (meters["images"]!["used"]!.GetValue<long>(), meters["calls"]!["held"]!.GetValue<long>()));
        Assert.Equal(2, meters["videos"]!["used"]!.GetValue<long>());
    }

    private static decimal Cost(IEnumerable<JsonNode> rows, string operation, Func<JsonNode, bool> which) =>
        rows.Where(row => row["operation"]!.GetValue<string>() == operation && which(row)).Sum(row => decimal.Parse(row["cost_usd"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));

    private static string Kind(string operation) => operation switch
    {
        "openai.videos" or "openai.video_remix" => "video",
        "openai.images_edits" or "openai.images_variations" => "images",
        "openai.responses_compact" => "responses",
        "openai.audio_translations" => "audio_transcriptions",
        _ => operation["openai.".Length..],
    };
}
