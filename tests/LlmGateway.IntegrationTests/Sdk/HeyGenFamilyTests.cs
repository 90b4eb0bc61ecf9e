using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Sdk;

/// <summary>HeyGen's families of calls through the gateway, as its documentation shows them: what is booked agrees with what the provider served.</summary>
public sealed class HeyGenFamilyTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private const string Quick = "job-polls=1";

    private readonly Stage _stage = fixture.Stage;

    [Fact]
    public async Task Each_video_of_a_batch_is_booked_once()
    {
        var key = await _stage.KeyAsync();
        var batch = await PostAsync(key.Secret, "heygen/v3/videos/batches", """{"videos":[{"type":"avatar","script":"A first one."},{"type":"avatar","script":"And a second one, longer."}]}""");
        Assert.Equal(2, await HeldVideosAsync(key.Id));

        var items = await Eventually.ReachesAsync(
            () => GetAsync(key.Secret, $"heygen/v3/videos/batches/{batch["batch_id"]}"), answer => answer["data"]!["items"]!.AsArray().All(item => item!["video_id"] is not null), "the items' ids");
        string[] ids = [.. items["data"]!["items"]!.AsArray().Select(item => item!["video_id"]!.GetValue<string>())];
        foreach (var id in ids) await CompletedAsync(key.Secret, $"heygen/v3/videos/{id}");

        await AssertBookedAsync(key.Id, ids);
        Assert.Equal(0, await HeldVideosAsync(key.Id));
    }

    [Fact]
    public async Task Each_language_of_a_translation_is_booked_with_its_own_length()
    {
        var key = await _stage.KeyAsync();
        var translations = await PostAsync(
            key.Secret, "heygen/v3/video-translations", """{"video":{"type":"url","url":"https://ex.org/a.mp4"},"output_languages":["German","French"],"mode":"speed","start_time":1,"end_time":11.5}""");
        string[] ids = [.. translations["video_translation_ids"]!.AsArray().Select(id => id!.GetValue<string>())];
        foreach (var id in ids) await CompletedAsync(key.Secret, $"heygen/v3/video-translations/{id}");

        var rows = await AssertBookedAsync(key.Id, ids);
        Assert.All(rows, row => Assert.Equal((10.5m, "0.34965"), (row["video_seconds"]!.GetValue<decimal>(), row["cost_usd"]!.GetValue<string>())));
    }

    [Fact]
    public async Task A_session_is_booked_as_its_video_and_a_later_message_only_if_it_makes_another()
    {
        var key = await _stage.KeyAsync();
        var session = (await PostAsync(key.Secret, "heygen/v3/video-agents", """{"prompt":"An ad for tea"}"""))["session_id"]!.GetValue<string>();
        var first = await VideoOfAsync(key.Secret, session, _ => true);
        await CompletedAsync(key.Secret, $"heygen/v3/videos/{first}");
        await AssertBookedAsync(key.Id, [first]);

        await PostAsync(key.Secret, $"heygen/v3/video-agents/{session}", """{"message":"How long is it?"}""");
        await Eventually.ReachesAsync(() => HeldVideosAsync(key.Id), held => held == 0, "the question's hold to be given back");
        await AssertBookedAsync(key.Id, [first]);

        await PostAsync(key.Secret, $"heygen/v3/video-agents/{session}", """{"message":"Make it shorter."}""");
        var second = await VideoOfAsync(key.Secret, session, video => video != first);
        await Eventually.ReachesAsync(() => _stage.Admin.LedgerAsync($"key={key.Id}"), rows => Settled(rows).Length == 2, "the second video's row");
        await AssertBookedAsync(key.Id, [first, second]);
    }

    [Fact]
    public async Task Speech_is_booked_at_once_with_the_length_that_the_answer_tells()
    {
        var key = await _stage.KeyAsync();
        var speech = await PostAsync(key.Secret, "heygen/v3/voices/speech", """{"text":"Thirty characters of a speech.","voice_id":"v"}""");
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal((2m, "0.001334", "audio", "computed"), (speech["duration"]!.GetValue<decimal>(), row["cost_usd"]!.GetValue<string>(), row["operation_type"]!.GetValue<string>(), row["certainty"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_avatar_costs_a_dollar()
    {
        var key = await _stage.KeyAsync();
        await PostAsync(key.Secret, "heygen/v3/avatars", """{"type":"prompt","prompt":"A baker"}""");
        Assert.Equal("1", Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"))["cost_usd"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_old_API_is_booked_in_steps_of_half_a_minute()
    {
        var key = await _stage.KeyAsync();
        var id = (await PostAsync(key.Secret, "heygen/v2/video/generate", """{"video_inputs":[{"character":{"type":"avatar","avatar_id":"a"},"voice":{"type":"text","input_text":"Hello from long ago."}}]}"""))["video_id"]!.GetValue<string>();
        await CompletedAsync(key.Secret, $"heygen/v1/video_status.get?video_id={id}");
        var row = Assert.Single(await AssertBookedAsync(key.Id, [id]));
        Assert.Equal("0.99", row["cost_usd"]!.GetValue<string>());
    }

    [Fact]
    public async Task Uploads_are_free_and_pass_through_unread()
    {
        var key = await _stage.KeyAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[200_000]), "file", "a.png" } };
        Assert.StartsWith("as", (await UploadAsync(key.Secret, "heygen/v3/assets", form))["asset_id"]!.GetValue<string>());
        using var raw = new ByteArrayContent(new byte[200_000]);
        raw.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        Assert.StartsWith("as", (await UploadAsync(key.Secret, "heygen/v1/asset", raw))["id"]!.GetValue<string>());
        Assert.Empty(await _stage.Admin.LedgerAsync($"key={key.Id}"));
    }

    [Theory]
    [InlineData("heygen/v1/streaming.create_token", "code")]
    [InlineData("heygen/v1/sessions/token", "code")]
    public async Task What_would_stream_beside_the_gateway_is_refused(string path, string member)
    {
        var key = await _stage.KeyAsync();
        using var refused = await _stage.CallAsync(key.Secret, path, "{}");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("operation_not_allowed", refused.Headers.GetValues("X-LlmGateway-Error").Single());
        Assert.NotNull(JsonNode.Parse(await refused.Content.ReadAsStringAsync())![member]);
    }

    [Fact]
    public async Task Where_organizations_share_the_account_each_has_its_own_objects()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PostAsync("organizations", new { id = "other", name = "Other" });
        var mine = await stage.KeyAsync();
        var theirs = await stage.KeyAsync(new { organization = "other" });
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[10]), "file", "a.png" } };
        var asset = (await UploadAsync(mine.Secret, "heygen/v3/assets", form, stage))["asset_id"]!.GetValue<string>();
        var image = $$"""{"type":"image","image_asset_id":"{{asset}}","script":"Hi"}""";

        using var submitted = await stage.CallAsync(mine.Secret, "heygen/v3/videos", image, "job-seconds=3600");
        Assert.Equal(HttpStatusCode.OK, submitted.StatusCode);
        var video = JsonNode.Parse(await submitted.Content.ReadAsStringAsync())!["data"]!["video_id"]!.GetValue<string>();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(stage, mine.Secret, $"heygen/v3/videos/{video}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stage, theirs.Secret, $"heygen/v3/videos/{video}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stage, theirs.Secret, $"heygen/v1/video_status.get?video_id={video}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stage, theirs.Secret, $"heygen/v3/videos/statuses?video_ids={video}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stage, theirs.Secret, "heygen/v3/videos", image));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(stage, theirs.Secret, "heygen/v3/videos"));
    }

    private async Task<JsonNode> PostAsync(string secret, string path, string json)
    {
        using var response = await _stage.CallAsync(secret, path, json, Quick);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        return JsonNode.Parse(text)!["data"]!;
    }

    private async Task<JsonNode> GetAsync(string secret, string path)
    {
        using var request = Stage.Call(_stage.Address, secret, path, null);
        using var response = await _stage.Client.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private async Task<JsonNode> UploadAsync(string secret, string path, HttpContent content, Stage? stage = null)
    {
        using var request = Stage.Call((stage ?? _stage).Address, secret, path, "");
        request.Content = content;
        using var response = await (stage ?? _stage).Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        return JsonNode.Parse(text)!["data"]!;
    }

    private static async Task<HttpStatusCode> StatusAsync(Stage stage, string secret, string path, string? json = null)
    {
        using var request = Stage.Call(stage.Address, secret, path, json);
        using var response = await stage.Client.SendAsync(request);
        return response.StatusCode;
    }

    private Task<JsonNode> CompletedAsync(string secret, string path) =>
        Eventually.ReachesAsync(() => GetAsync(secret, path), answer => answer["data"]!["status"]!.GetValue<string>() == "completed", "the job's end");

    private async Task<string> VideoOfAsync(string secret, string session, Func<string, bool> isWanted)
    {
        var seen = await Eventually.ReachesAsync(
            () => GetAsync(secret, $"heygen/v3/video-agents/{session}"), answer => answer["data"]!["video_id"]?.GetValue<string>() is { } id && isWanted(id), "the session's video");
        return seen["data"]!["video_id"]!.GetValue<string>();
    }

    private async Task<long> HeldVideosAsync(string keyId) => (await _stage.Admin.UsageAsync("key", keyId))["meters"]!["videos"]!["held"]!.GetValue<long>();

    /// <summary>The ledger has these videos, each once and with the seconds that the provider put on its bill.</summary>
    private async Task<JsonNode[]> AssertBookedAsync(string keyId, string[] ids)
    {
        var rows = Settled(await Eventually.ReachesAsync(() => _stage.Admin.LedgerAsync($"key={keyId}"), found => Settled(found).Length >= ids.Length, $"{ids.Length} rows"));
        var billed = _stage.Providers.Bill.Lines.Where(line => ids.Contains(line.ProviderId)).Select(line => (line.ProviderId, line.VideoSeconds));
        Assert.Equal(billed.Order(), rows.Select(row => (row["resource_id"]!.GetValue<string>(), row["video_seconds"]!.GetValue<decimal>())).Order());
        Assert.Equal(ids.Order(), rows.Select(row => row["resource_id"]!.GetValue<string>()).Order());
        return rows;
    }

    private static JsonNode[] Settled(IEnumerable<JsonNode> rows) => [.. rows.Where(row => row["kind"]!.GetValue<string>() == "settle")];
}
