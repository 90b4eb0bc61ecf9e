using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Forwarding;

/// <summary>Several keys of one provider, each with limits of its own: which of them a call uses.</summary>
public sealed class UpstreamKeyTests : IAsyncLifetime
{
    private const string Chat = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}],"max_completion_tokens":100}""";
    private const string Video = """{"model":"sora-2","prompt":"A fox","seconds":"4","size":"720x1280"}""";

    private ScriptedProvider _provider = null!;
    private Stage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await ScriptedProvider.StartAsync((http, call) => ScriptedProvider.AnswerAsync(http, 200, (call.Method, call.Path.Split('?')[0]) switch
        {
            ("POST", "/v1/videos") => $$"""{"id":"video_of_{{call.Credential}}","object":"video","status":"queued","model":"sora-2","seconds":"4","size":"720x1280"}""",
            ("GET", var path) when path.StartsWith("/v1/videos/", StringComparison.Ordinal) => $$"""{"id":"{{path[11..]}}","object":"video","status":"in_progress","model":"sora-2","seconds":"4","size":"720x1280"}""",
            ("POST", "/v1/files") => $$"""{"id":"file-of-{{call.Credential}}","object":"file","purpose":"user_data"}""",
            ("POST", "/v1/responses") => """{"id":"resp_1","object":"response","status":"completed","model":"gpt-4o-mini","output":[],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}""",
            _ => ScriptedProvider.Completion,
        }));
        _stage = await Stage.StartAsync(new()
        {
            ["OPENAI_API_KEY"] = "",
            ["Upstreams:openai:big:Key"] = "sk-big",
            ["Upstreams:openai:big:Weight"] = "3",
            ["Upstreams:openai:small:Key"] = "sk-small",
            ["Upstreams:openai:private:Key"] = "sk-private",
            ["Upstreams:openai:private:Organization"] = "acme",
            ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = _provider.Address,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Each_key_gets_the_share_of_its_weight()
    {
        var key = await _stage.KeyAsync();
        for (var i = 0; i < 8; i++) await ChatAsync(key.Secret);
        Assert.Equal(6, _provider.Credentials.Count(credential => credential == "sk-big"));
        Assert.Equal(2, _provider.Credentials.Count(credential => credential == "sk-small"));
    }

    [Fact]
    public async Task A_key_at_its_own_limit_makes_way_for_the_next_and_only_when_all_are_at_theirs_is_the_call_refused()
    {
        await _stage.Admin.SendJsonAsync(HttpMethod.Put, "limits/upstream/openai/big", new { monthly_call_limit = 1 });
        await _stage.Admin.SendJsonAsync(HttpMethod.Put, "limits/upstream/openai/small", new { monthly_call_limit = 2 });
        var key = await _stage.KeyAsync();
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await ChatAsync(key.Secret)).Status);
        Assert.Equal(["sk-big", "sk-small", "sk-small"], _provider.Credentials.Order(StringComparer.Ordinal));

        var (status, body) = await ChatAsync(key.Secret);
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        var quota = body["error"]!["quota"]!.AsObject();
        Assert.Equal(("quota_exceeded", "upstream", "calls"), (quota["code"]!.ToString(), quota["subject"]!.ToString(), quota["meter"]!.ToString()));
        Assert.Equal(3, quota.Count); // Nobody's business: which key, and its numbers.
        Assert.Equal(3, _provider.Calls.Count);
        Assert.Equal(3, (await _stage.Admin.LedgerOfAsync(3, $"key={key.Id}")).Count);
        Assert.Equal(3, (await _stage.Admin.UsageAsync("key", key.Id))["meters"]!["calls"]!["used"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_key_at_its_rate_makes_way_too()
    {
        await _stage.Admin.SendJsonAsync(HttpMethod.Put, "limits/upstream/openai/big", new { requests_per_minute = 1 });
        var key = await _stage.KeyAsync();
        for (var i = 0; i < 4; i++) Assert.Equal(HttpStatusCode.OK, (await ChatAsync(key.Secret)).Status);
        Assert.InRange(_provider.Credentials.Count(credential => credential == "sk-big"), 1, 2); // Two, if a minute ended in between.
    }

    [Fact]
    public async Task Looks_at_a_job_and_its_content_use_the_key_that_created_it()
    {
        var key = await _stage.KeyAsync();
        for (var i = 0; i < 4; i++)
        {
            var id = (await SendAsync(key.Secret, HttpMethod.Post, "openai/v1/videos", Video)).Body["id"]!.GetValue<string>();
            foreach (var path in (string[])[$"openai/v1/videos/{id}", $"openai/v1/videos/{id}/content"]) await SendAsync(key.Secret, HttpMethod.Get, path, null);
        }

        var looks = _provider.Calls.Where(call => call.Method == "GET").ToArray();
        Assert.Equal(8, looks.Length);
        Assert.All(looks, call => Assert.Contains($"video_of_{call.Credential}", call.Path, StringComparison.Ordinal));
        Assert.Equal(2, looks.Select(call => call.Credential).Distinct().Count());
    }

    [Fact]
    public async Task A_call_that_names_a_file_uses_the_key_that_uploaded_it()
    {
        var key = await _stage.KeyAsync();
        foreach (var expected in (string[])["sk-big", "sk-small"])
        {
            string id;
            do
            {
                id = (await SendAsync(key.Secret, HttpMethod.Post, "openai/v1/files", "--x--", "multipart/form-data; boundary=x")).Body["id"]!.GetValue<string>();
            }
            while (id != $"file-of-{expected}");
            for (var i = 0; i < 3; i++)
            {
                await SendAsync(key.Secret, HttpMethod.Post, "openai/v1/responses", $$"""{"model":"gpt-4o-mini","input":[{"role":"user","content":[{"type":"input_file","file_id":"{{id}}"}]}],"max_output_tokens":50}""");
                Assert.Equal(expected, _provider.Calls[^1].Credential);
            }
        }
    }

    [Fact]
    public async Task An_organization_with_a_key_of_its_own_uses_no_other()
    {
        await _stage.PostAsync("organizations", new { id = "acme", name = "Acme" });
        var (own, other) = (await _stage.KeyAsync(new { organization = "acme" }), await _stage.KeyAsync());
        for (var i = 0; i < 4; i++)
        {
            await ChatAsync(own.Secret);
            Assert.Equal("sk-private", _provider.Calls[^1].Credential);
            await ChatAsync(other.Secret);
            Assert.NotEqual("sk-private", _provider.Calls[^1].Credential);
        }
    }

    private Task<(HttpStatusCode Status, JsonNode Body)> ChatAsync(string secret) => SendAsync(secret, HttpMethod.Post, "openai/v1/chat/completions", Chat);

    private async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(string secret, HttpMethod method, string path, string? body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(_stage.Address, path));
        request.Headers.Authorization = new("Bearer", secret);
        if (body is not null) request.Content = new StringContent(body) { Headers = { ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type) } };
        using var response = await _stage.Client.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
