using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Sdk;

/// <summary>HeyGen has no official SDK: plain HTTP as its documentation shows.</summary>
public sealed class HeyGenHttpTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private const string Video = """{"type":"avatar","avatar_id":"Abigail_expressive_2024112501","voice_id":"1bd001e7","script":"Welcome to our product tour.","engine":{"type":"avatar_iv"},"resolution":"1080p"}""";

    private readonly Stage _stage = fixture.Stage;

    [Fact]
    public async Task A_video_is_booked_with_its_real_duration()
    {
        var key = await _stage.KeyAsync();
        using var submitted = await _stage.CallAsync(key.Secret, "heygen/v3/videos", Video, "job-polls=2");
        Assert.Equal(HttpStatusCode.OK, submitted.StatusCode);
        var id = JsonNode.Parse(await submitted.Content.ReadAsStringAsync())!["data"]!["video_id"]!.GetValue<string>();
        Assert.Equal(1, (await _stage.Admin.UsageAsync("key", key.Id))["meters"]!["videos"]!["held"]!.GetValue<long>());

        var done = await Eventually.ReachesAsync(() => GetAsync(key.Secret, $"heygen/v3/videos/{id}"), video => video["data"]!["status"]!.GetValue<string>() == "completed", "the video's end");
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal(Math.Round(done["data"]!["duration"]!.GetValue<decimal>(), 3), row["video_seconds"]!.GetValue<decimal>());
        Assert.Equal(id, row["resource_id"]!.GetValue<string>());

        // Later looks change nothing.
        await GetAsync(key.Secret, $"heygen/v3/videos/{id}");
        Assert.Single(await _stage.Admin.LedgerAsync($"key={key.Id}"));
    }

    [Fact]
    public async Task A_failed_video_gives_everything_back()
    {
        var key = await _stage.KeyAsync(new { limits = new { video_generation_limit = 1 } });
        using var submitted = await _stage.CallAsync(key.Secret, "heygen/v3/videos", Video, "job=fail,job-polls=1");
        var id = JsonNode.Parse(await submitted.Content.ReadAsStringAsync())!["data"]!["video_id"]!.GetValue<string>();
        await Eventually.ReachesAsync(() => GetAsync(key.Secret, $"heygen/v3/videos/{id}"), video => video["data"]!["status"]!.GetValue<string>() == "failed", "the video's failure");

        var videos = (await _stage.Admin.UsageAsync("key", key.Id))["meters"]!["videos"]!;
        Assert.Equal((0, 0), (videos["used"]!.GetValue<long>(), videos["held"]!.GetValue<long>()));
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal("void", row["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_same_idempotency_key_is_not_held_twice()
    {
        var key = await _stage.KeyAsync();
        for (var i = 0; i < 2; i++)
        {
            using var request = Stage.Call(_stage.Address, key.Secret, "heygen/v3/videos", Video, "job-seconds=3600");
            request.Headers.Add("Idempotency-Key", $"order-{key.Id}");
            using var response = await _stage.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(1, (await _stage.Admin.UsageAsync("key", key.Id))["meters"]!["videos"]!["held"]!.GetValue<long>());
    }

    [Fact]
    public async Task Over_quota_the_answer_is_HeyGens_error_shape()
    {
        var key = await _stage.KeyAsync(new { limits = new { monthly_cost_limit_usd = "0.01" } });
        using var refused = await _stage.CallAsync(key.Secret, "heygen/v3/videos", Video);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("quota_exceeded", refused.Headers.GetValues("X-LlmGateway-Error").Single());
        var error = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal("insufficient_credit", error["code"]!.GetValue<string>());
        Assert.Equal("cost", error["quota"]!["meter"]!.GetValue<string>());
        Assert.Equal("0.01", error["quota"]!["limit"]!.ToString());
    }

    [Theory]
    [InlineData("heygen/v3/users/me")]
    [InlineData("heygen/v3/avatars")]
    [InlineData("heygen/v3/voices")]
    public async Task Reads_of_the_account_are_free(string path)
    {
        var key = await _stage.KeyAsync();
        using var request = Stage.Call(_stage.Address, key.Secret, path, null);
        using var response = await _stage.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await _stage.Admin.LedgerAsync($"key={key.Id}"));
    }

    private async Task<JsonNode> GetAsync(string secret, string path)
    {
        using var request = Stage.Call(_stage.Address, secret, path, null);
        using var response = await _stage.Client.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
