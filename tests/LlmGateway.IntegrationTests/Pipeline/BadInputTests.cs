using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Pipeline;

/// <summary>Bad input gets a precise 4xx in the provider's shape; nothing is reserved, nothing is forwarded.</summary>
public sealed class BadInputTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private const string Good = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":5}""";

    private readonly Stage _stage = fixture.Stage;

    [Theory]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]""")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"n":-1}""")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"n":"1"}""")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"max_tokens":1e308}""")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":9223372036854775808}""")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":1.5}""")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","model":"gpt-5","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","\u006dodel":"gpt-5","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"stream":"yes"}""")]
    [InlineData("openai/v1/chat/completions", """{"model":17,"messages":[]}""")]
    [InlineData("openai/v1/chat/completions", """{"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("openai/v1/chat/completions", """[]""")]
    [InlineData("openai/v1/chat/completions", "")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt\u0000x","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"\ud800"}]}""")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"tools":"all"}""")]
    [InlineData("openai/v1/chat/completions", """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"functions":5}""")]
    [InlineData("openai/v1/responses", """{"model":"gpt-4o-mini","input":"Hi","tools":{"type":"web_search"}}""")]
    [InlineData("openai/v1/responses", """{"model":"gpt-4o-mini","input":"Hi","max_output_tokens":-5}""")]
    [InlineData("openai/v1/embeddings", """{"model":"text-embedding-3-small","input":{}}""")]
    [InlineData("openai/v1/images/generations", """{"model":"gpt-image-2","prompt":"A fox","n":0}""")]
    [InlineData("openai/v1/videos", """{"model":"sora-2","prompt":"A fox","seconds":"x"}""")]
    [InlineData("gemini/v1beta/models/gemini-2.5-flash:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":-1}}""")]
    [InlineData("gemini/v1beta/models/gemini-2.5-flash:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":5,"maxOutputTokens":50}}""")]
    [InlineData("gemini/v1beta/models/gemini-2.5-flash:generateContent?fields=candidates", """{"contents":[{"parts":[{"text":"Hi"}]}]}""")]
    [InlineData("gemini/v1beta/models/gemini-2.5-flash:generateContent?FIELDS=candidates", """{"contents":[{"parts":[{"text":"Hi"}]}]}""")]
    [InlineData("gemini/v1beta/models/gemini-2.5-flash:generateContent?alt=json&alt=proto", """{"contents":[{"parts":[{"text":"Hi"}]}]}""")]
    [InlineData("gemini/v1beta/models/veo-3.1-generate-preview:predictLongRunning", """{"instances":[{"prompt":"A fox"}],"parameters":{"durationSeconds":"x"}}""")]
    [InlineData("heygen/v3/videos", """{"type":"avatar","script":17}""")]
    public async Task A_bad_body_is_a_400_in_the_providers_shape(string path, string body)
    {
        var key = await _stage.KeyAsync(new { limits = new { monthly_call_limit = 10 } });
        using var response = await _stage.CallAsync(key.Secret, path, body);
        await AssertRefusedAsync(response, key.Id, HttpStatusCode.BadRequest, path);
    }

    [Theory]
    [InlineData("fields=name,done")]
    [InlineData("alt=proto")]
    [InlineData("callback=x")]
    public async Task What_hides_a_jobs_end_is_a_400(string query)
    {
        var key = await _stage.KeyAsync();
        using var request = Stage.Call(_stage.Address, key.Secret, $"gemini/v1beta/models/veo-3.1-generate-preview/operations/op-1?{query}", null);
        using var response = await _stage.Client.SendAsync(request);
        await AssertRefusedAsync(response, key.Id, HttpStatusCode.BadRequest, "gemini");
    }

    [Fact]
    public async Task A_model_name_of_nine_thousand_characters_is_a_400()
    {
        var key = await _stage.KeyAsync();
        using var response = await _stage.CallAsync(key.Secret, "openai/v1/chat/completions", Good.Replace("gpt-4o-mini", new string('x', 9_000), StringComparison.Ordinal));
        await AssertRefusedAsync(response, key.Id, HttpStatusCode.BadRequest, "openai");
    }

    [Fact]
    public async Task An_upload_of_any_size_passes_and_a_body_within_the_limit_is_counted()
    {
        var key = await _stage.KeyAsync();
        using var upload = Stage.Call(_stage.Address, key.Secret, "openai/v1/files", "{}");
        upload.Content = new MultipartFormDataContent { { new StringContent("user_data"), "purpose" }, { new StreamContent(new EndlessStream(40_000_000)), "file", "spaces.txt" } };
        using var uploaded = await _stage.Client.SendAsync(upload);
        Assert.Equal(HttpStatusCode.OK, uploaded.StatusCode);

        using var large = await _stage.CallAsync(key.Secret, "openai/v1/chat/completions", Good + new string(' ', 40_000_000));
        Assert.Equal(HttpStatusCode.OK, large.StatusCode);
    }

    [Fact]
    public async Task Invalid_UTF8_inside_a_string_is_a_400()
    {
        var key = await _stage.KeyAsync();
        using var request = Stage.Call(_stage.Address, key.Secret, "openai/v1/chat/completions", "{}");
        request.Content = new ByteArrayContent([.. """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi """u8, 0xC3, 0x28, .. "\"}]}"u8]);
        request.Content.Headers.ContentType = new("application/json");
        using var response = await _stage.Client.SendAsync(request);
        await AssertRefusedAsync(response, key.Id, HttpStatusCode.BadRequest, "openai");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_a_413_before_it_is_read_whole()
    {
        await using var stage = await Stage.StartAsync(new() { ["Bodies:Largest"] = "4096" });
        var key = await stage.KeyAsync();
        using var declared = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", new string(' ', 10_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, declared.StatusCode);
        Assert.Equal("payload_too_large", declared.Headers.GetValues("X-LlmGateway-Error").Single());

        using var request = Stage.Call(stage.Address, key.Secret, "openai/v1/chat/completions", "{}");
        request.Content = new StreamContent(new EndlessStream(1_000_000));
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await stage.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, chunked.StatusCode);
        Assert.Empty(stage.Providers.Bill.Lines);
    }

    [Fact]
    public async Task An_encoded_body_is_a_415()
    {
        var key = await _stage.KeyAsync();
        using var request = Stage.Call(_stage.Address, key.Secret, "openai/v1/chat/completions", Good);
        request.Content!.Headers.ContentEncoding.Add("gzip");
        using var response = await _stage.Client.SendAsync(request);
        await AssertRefusedAsync(response, key.Id, HttpStatusCode.UnsupportedMediaType, "openai");
    }

    [Fact]
    public async Task A_model_without_a_price_is_refused_under_a_dollar_limit_and_allowed_without_one()
    {
        const string body = """{"model":"gpt-99-unheard-of","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":5}""";
        var capped = await _stage.KeyAsync(new { limits = new { monthly_cost_limit_usd = "5" } });
        using var refused = await _stage.CallAsync(capped.Secret, "openai/v1/chat/completions", body);
        Assert.Equal((HttpStatusCode.Forbidden, "model_not_priced"), (refused.StatusCode, refused.Headers.GetValues("X-LlmGateway-Error").Single()));

        var counted = await _stage.KeyAsync(new { limits = new { monthly_token_limit = 5000 } });
        using var allowed = await _stage.CallAsync(counted.Secret, "openai/v1/chat/completions", body);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Fact]
    public async Task Two_credentials_are_a_400_and_a_misplaced_one_a_401_that_says_where_it_belongs()
    {
        var key = await _stage.KeyAsync();
        using var two = Stage.Call(_stage.Address, key.Secret, "openai/v1/chat/completions", Good);
        two.Headers.Add("x-api-key", key.Secret);
        using var both = await _stage.Client.SendAsync(two);
        await AssertRefusedAsync(both, key.Id, HttpStatusCode.BadRequest, "openai");

        using var misplaced = Stage.Call(_stage.Address, key.Secret, "openai/v1/chat/completions", Good);
        misplaced.Headers.Authorization = null;
        misplaced.Headers.Add("api-key", key.Secret);
        using var wrong = await _stage.Client.SendAsync(misplaced);
        var error = await AssertRefusedAsync(wrong, key.Id, HttpStatusCode.Unauthorized, "openai");
        Assert.Contains("Authorization: Bearer", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_place_of_a_credential_works_on_each_route()
    {
        var key = await _stage.KeyAsync();
        foreach (var path in (string[])["openai/v1/models", "gemini/v1beta/models", "heygen/v3/users/me"])
        {
            foreach (var place in (Action<HttpRequestMessage>[])[
                request => request.Headers.Authorization = new("Bearer", key.Secret),
                request => request.Headers.Add("x-goog-api-key", key.Secret),
                request => request.Headers.Add("X-Api-Key", key.Secret),
                request => request.RequestUri = new Uri(request.RequestUri + "?key=" + key.Secret)])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_stage.Address, path));
                place(request);
                using var response = await _stage.Client.SendAsync(request);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }
        }
    }

    [Fact]
    public async Task Expired_revoked_and_disabled_are_told_apart()
    {
        var expiring = await _stage.KeyAsync(new { expires_at = TimeProvider.System.GetUtcNow().AddSeconds(2) });
        await Eventually.ReachesAsync(() => CodeAsync(expiring.Secret), code => code == (HttpStatusCode.Unauthorized, "key_expired"), "the key to expire");

        var revoked = await _stage.KeyAsync();
        await _stage.Admin.SendJsonAsync(HttpMethod.Delete, $"keys/{revoked.Id}");
        await AssertCodeAsync(revoked.Secret, HttpStatusCode.Unauthorized, "key_revoked");

        await _stage.Admin.SendJsonAsync(HttpMethod.Post, "users", new { id = "to-be-disabled" });
        var disabled = await _stage.KeyAsync(new { user = "to-be-disabled" });
        await AssertCodeAsync(disabled.Secret, HttpStatusCode.OK, null);
        await _stage.Admin.SendJsonAsync(HttpMethod.Patch, "users/to-be-disabled", new { is_active = false });
        await AssertCodeAsync(disabled.Secret, HttpStatusCode.Forbidden, "subject_disabled");
    }

    [Theory]
    [InlineData("openai/v1/unheard/of", "openai")]
    [InlineData("gemini/v1beta/models/gemini-2.5-flash:unheardOf", "gemini")]
    [InlineData("heygen/v3/unheard-of", "heygen")]
    [InlineData("openai/v1/../../admin/v1/keys", "admin")]
    public async Task An_unknown_path_is_a_404_and_never_forwarded(string path, string shape)
    {
        var key = await _stage.KeyAsync();
        using var response = await _stage.CallAsync(key.Secret, path, "{}");
        if (shape == "admin") Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        else
        {
            await AssertRefusedAsync(response, key.Id, HttpStatusCode.NotFound, path);
            Assert.Equal("unknown_operation", response.Headers.GetValues("X-LlmGateway-Error").Single());
        }
    }

    [Theory]
    [InlineData("openai/v1/organization/usage/completions")]
    [InlineData("openai/v1/realtime/sessions")]
    public async Task A_path_that_would_lead_around_the_meter_is_a_403_and_never_forwarded(string path)
    {
        var key = await _stage.KeyAsync();
        using var response = await _stage.CallAsync(key.Secret, path, "{}");
        await AssertRefusedAsync(response, key.Id, HttpStatusCode.Forbidden, path);
        Assert.Equal("operation_not_allowed", response.Headers.GetValues("X-LlmGateway-Error").Single());
    }

    private async Task AssertCodeAsync(string secret, HttpStatusCode status, string? code) => Assert.Equal((status, code), await CodeAsync(secret));

    private async Task<(HttpStatusCode Status, string? Code)> CodeAsync(string secret)
    {
        using var response = await _stage.CallAsync(secret, "openai/v1/chat/completions", Good);
        return (response.StatusCode, response.Headers.TryGetValues("X-LlmGateway-Error", out var codes) ? codes.Single() : null);
    }

    private async Task<JsonNode> AssertRefusedAsync(HttpResponseMessage response, string keyId, HttpStatusCode status, string path)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        var error = JsonNode.Parse(text)!["error"]!;
        Assert.NotEmpty(error["message"]!.GetValue<string>());
        if (path.StartsWith("openai", StringComparison.Ordinal)) Assert.NotNull(error["type"]);
        if (path.StartsWith("gemini", StringComparison.Ordinal)) Assert.Equal((int)status, error["code"]!.GetValue<int>());
        Assert.Empty(await _stage.Admin.LedgerAsync($"key={keyId}"));
        foreach (var (_, meter) in (await _stage.Admin.UsageAsync("key", keyId))["meters"]!.AsObject()) Assert.Equal("0", meter!["held"]!.ToString());
        return error;
    }
}
