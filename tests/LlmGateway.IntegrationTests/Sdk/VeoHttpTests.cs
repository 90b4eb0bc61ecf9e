using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Sdk;

/// <summary>Veo by plain HTTP as its documentation shows: @google/genai 3.1 calls it on Vertex only.</summary>
public sealed class VeoHttpTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private const string Submit = "gemini/v1beta/models/veo-3.1-generate-preview:predictLongRunning";
    private const string Video = """{"instances":[{"prompt":"A fox"}],"parameters":{"sampleCount":1,"durationSeconds":8,"resolution":"720p"}}""";

    private readonly Stage _stage = fixture.Stage;

    [Fact]
    public async Task A_video_is_booked_once_and_its_uri_leads_back_here()
    {
        var key = await _stage.KeyAsync();
        var operation = await SubmitAsync(key.Secret, "job-polls=2");
        Assert.Equal(1, await VideosAsync(key.Id, "held"));

        var done = await EndAsync(key.Secret, operation);
        var uri = new Uri(done["response"]!["generateVideoResponse"]!["generatedSamples"]![0]!["video"]!["uri"]!.GetValue<string>());
        Assert.StartsWith(new Uri(_stage.Address, "gemini/").ToString(), uri.ToString(), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { { "x-goog-api-key", key.Secret } } };
        using var file = await _stage.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.NotEmpty(await file.Content.ReadAsByteArrayAsync());

        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal(("computed", "3.2"), (row["certainty"]!.GetValue<string>(), row["cost_usd"]!.GetValue<string>()));
        Assert.Equal(8, row["video_seconds"]!.GetValue<decimal>());
        Assert.Equal((1, 0), (await VideosAsync(key.Id, "used"), await VideosAsync(key.Id, "held")));
    }

    [Fact]
    public async Task A_failed_video_gives_everything_back()
    {
        var key = await _stage.KeyAsync(new { limits = new { video_generation_limit = 1 } });
        var done = await EndAsync(key.Secret, await SubmitAsync(key.Secret, "job=fail,job-polls=1"));

        Assert.NotNull(done["error"]);
        Assert.Equal((0, 0), (await VideosAsync(key.Id, "used"), await VideosAsync(key.Id, "held")));
        Assert.Equal("void", Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"))["kind"]!.GetValue<string>());
    }

    private async Task<string> SubmitAsync(string secret, string simulate)
    {
        using var submitted = await _stage.CallAsync(secret, Submit, Video, simulate);
        Assert.Equal(HttpStatusCode.OK, submitted.StatusCode);
        return JsonNode.Parse(await submitted.Content.ReadAsStringAsync())!["name"]!.GetValue<string>();
    }

    private Task<JsonNode> EndAsync(string secret, string operation) => Eventually.ReachesAsync(
        async () =>
        {
            using var request = Stage.Call(_stage.Address, secret, $"gemini/v1beta/{operation}", null);
            using var response = await _stage.Client.SendAsync(request);
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        },
        seen => seen["done"]?.GetValue<bool>() == true, "the video's end");

    private async Task<long> VideosAsync(string keyId, string which) => (await _stage.Admin.UsageAsync("key", keyId))["meters"]!["videos"]![which]!.GetValue<long>();
}
