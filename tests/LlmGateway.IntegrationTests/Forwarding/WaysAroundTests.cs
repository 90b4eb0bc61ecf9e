using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Forwarding;

/// <summary>What a provider hands out so that its holder can go on without the gateway either leads through it or is refused.</summary>
public sealed class WaysAroundTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private const string Generate = """{"contents":[{"parts":[{"text":"Say hello."}]}],"generationConfig":{"maxOutputTokens":100}}""";

    private readonly Stage _stage = fixture.Stage;

    [Fact]
    public async Task A_resumable_upload_goes_on_through_the_gateway()
    {
        var key = await _stage.KeyAsync();
        var address = await BeginUploadAsync(key.Secret, "gemini/upload/v1beta/files");
        Assert.StartsWith(new Uri(_stage.Address, "gemini/upload/v1beta/files?upload_id=").ToString(), address, StringComparison.Ordinal);

        using var unnamed = Upload(address, null);
        using var refused = await _stage.Client.SendAsync(unnamed);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        using var piece = Upload(address, key.Secret);
        using var response = await _stage.Client.SendAsync(piece);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var file = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["file"]!;
        Assert.Equal("11", file["sizeBytes"]!.GetValue<string>());
        Assert.StartsWith("https://generativelanguage.googleapis.com/", file["uri"]!.GetValue<string>(), StringComparison.Ordinal); // Names the file in later calls.
        Assert.Empty(await _stage.Admin.LedgerAsync($"key={key.Id}"));
    }

    [Fact]
    public async Task An_upload_that_is_charged_goes_on_through_the_gateway_and_is_booked()
    {
        var key = await _stage.KeyAsync();
        using var created = await _stage.CallAsync(key.Secret, "gemini/v1beta/fileSearchStores", """{"displayName":"docs"}""");
        var store = JsonNode.Parse(await created.Content.ReadAsStringAsync())!["name"]!.GetValue<string>();
        var address = await BeginUploadAsync(key.Secret, $"gemini/upload/v1beta/{store}:uploadToFileSearchStore");
        Assert.StartsWith(new Uri(_stage.Address, $"gemini/upload/v1beta/{store}:uploadToFileSearchStore?").ToString(), address, StringComparison.Ordinal);

        using var piece = Upload(address, key.Secret);
        using var response = await _stage.Client.SendAsync(piece);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var row = await _stage.Admin.RowOfAsync(response);
        Assert.Equal("embedding", row["operation_type"]!.GetValue<string>());
        Assert.True(row["tokens_used"]!.GetValue<long>() > 0);
    }

    [Fact]
    public async Task Addresses_of_downloads_lead_back_here_wherever_they_stand()
    {
        const string File = """{"name":"files/abc","uri":"https://generativelanguage.googleapis.com/v1beta/files/abc","downloadUri":"https://generativelanguage.googleapis.com/v1beta/files/abc:download?alt=media","state":"ACTIVE"}""";
        await using var provider = await ScriptedProvider.StartAsync((http, _) => ScriptedProvider.AnswerAsync(http, 200, File));
        await using var stage = await Stage.StartAsync(new() { ["ReverseProxy:Clusters:gemini:Destinations:default:Address"] = provider.Address });
        var key = await stage.KeyAsync();
        using var request = Stage.Call(stage.Address, key.Secret, "gemini/v1beta/files/abc", null);
        using var response = await stage.Client.SendAsync(request);
        var file = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(new Uri(stage.Address, "gemini/v1beta/files/abc:download?alt=media").ToString(), file["downloadUri"]!.GetValue<string>());
        Assert.Equal("https://generativelanguage.googleapis.com/v1beta/files/abc", file["uri"]!.GetValue<string>());

        using var download = Stage.Call(stage.Address, key.Secret, "gemini/v1beta/files/abc:download?alt=media", null);
        using var downloaded = await stage.Client.SendAsync(download);
        Assert.Equal(HttpStatusCode.OK, downloaded.StatusCode);
        Assert.Equal("AIza-upstream-canary", provider.Calls[^1].Credential);
    }

    [Theory]
    [InlineData("fields=candidates")]
    [InlineData("%24fields=candidates")]
    [InlineData("alt=proto")]
    [InlineData("%24alt=proto")]
    [InlineData("callback=read")]
    public async Task A_query_that_could_hide_the_usage_is_refused(string query)
    {
        var key = await _stage.KeyAsync();
        using var response = await _stage.CallAsync(key.Secret, $"gemini/v1beta/models/gemini-2.5-flash:generateContent?{query}", Generate);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("unsupported_parameter", response.Headers.GetValues("X-LlmGateway-Error").Single());
        Assert.Equal("INVALID_ARGUMENT", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("X-Goog-FieldMask", "candidates")]
    [InlineData("x-goog-user-project", "somebody-elses")]
    [InlineData("X-HTTP-Method-Override", "GET")]
    [InlineData("X-Original-URL", "/v1beta/models")]
    public async Task A_header_that_could_hide_the_usage_or_change_the_call_does_not_reach_the_provider(string header, string value)
    {
        await using var provider = await ScriptedProvider.StartAsync((http, _) => ScriptedProvider.AnswerAsync(
            http, 200, """{"candidates":[{"content":{"parts":[{"text":"Hello."}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2,"totalTokenCount":6}}"""));
        await using var stage = await Stage.StartAsync(new() { ["ReverseProxy:Clusters:gemini:Destinations:default:Address"] = provider.Address });
        var key = await stage.KeyAsync();
        using var request = Stage.Call(stage.Address, key.Secret, "gemini/v1beta/models/gemini-2.5-flash:generateContent", Generate);
        request.Headers.Add(header, value);
        using var response = await stage.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(header, Assert.Single(provider.Calls).Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(6, (await stage.Admin.RowOfAsync(response))["tokens_used"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("openai/v1/realtime/client_secrets")]
    [InlineData("openai/v1/realtime/sessions")]
    [InlineData("openai/v1/realtime/transcription_sessions")]
    [InlineData("openai/v1/realtime/calls")]
    [InlineData("openai/v1/chatkit/sessions")]
    [InlineData("openai/v1/live/sessions")]
    [InlineData("openai/v1/organization/admin_api_keys")]
    [InlineData("gemini/v1alpha/auth_tokens")]
    [InlineData("gemini/v1beta/webhooks")]
    [InlineData("heygen/v1/streaming.create_token")]
    [InlineData("heygen/v1/streaming.new")]
    [InlineData("heygen/v1/sessions/token")]
    public async Task What_hands_out_a_way_around_the_meter_is_refused_by_default(string path)
    {
        var key = await _stage.KeyAsync();
        using var response = await _stage.CallAsync(key.Secret, path, "{}");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("operation_not_allowed", response.Headers.GetValues("X-LlmGateway-Error").Single());
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.NotEmpty((body["error"]?["message"] ?? body["message"])!.GetValue<string>());
    }

    [Fact]
    public async Task Whoever_runs_the_gateway_may_open_one_that_escapes_and_no_other()
    {
        await using var provider = await ScriptedProvider.StartAsync((http, _) => ScriptedProvider.AnswerAsync(http, 200, """{"value":"ek_1"}"""));
        await using var stage = await Stage.StartAsync(new()
        {
            ["Operations:Escapes:openai.realtime_client_secrets"] = "allow",
            ["Operations:Escapes:openai.administration"] = "allow",
            ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = provider.Address,
        });
        var key = await stage.KeyAsync();
        using var opened = await stage.CallAsync(key.Secret, "openai/v1/realtime/client_secrets", "{}");
        using var closed = await stage.CallAsync(key.Secret, "openai/v1/chatkit/sessions", "{}");
        using var never = await stage.CallAsync(key.Secret, "openai/v1/organization/admin_api_keys", "{}");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (opened.StatusCode, closed.StatusCode, never.StatusCode));
        Assert.Equal("/v1/realtime/client_secrets", Assert.Single(provider.Calls).Path);
    }

    private async Task<string> BeginUploadAsync(string secret, string path)
    {
        using var request = Stage.Call(_stage.Address, secret, path, """{"file":{"displayName":"a.txt"}}""");
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("X-Goog-Upload-Protocol", "resumable"), ("X-Goog-Upload-Command", "start"), ("X-Goog-Upload-Header-Content-Type", "text/plain")])
        {
            request.Headers.Add(name, value);
        }

        using var response = await _stage.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.GetValues("x-goog-upload-url").Single();
    }

    private static HttpRequestMessage Upload(string address, string? secret)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes("hello world")) };
        request.Headers.Add("X-Goog-Upload-Command", "upload, finalize");
        request.Headers.Add("X-Goog-Upload-Offset", "0");
        if (secret is not null) request.Headers.Add("x-goog-api-key", secret);
        return request;
    }
}
