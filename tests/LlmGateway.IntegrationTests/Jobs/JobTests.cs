using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.IntegrationTests.Jobs;

/// <summary>Jobs settle once, whoever sees their end; the gateway's clock is the test's.</summary>
public sealed class JobTests : IAsyncLifetime
{
    private const string Video = """{"model":"sora-2","prompt":"A fox","seconds":"4","size":"720x1280"}""";
    private const string Background = """{"model":"gpt-4o-mini","input":"Say hello.","background":true,"max_output_tokens":100}""";
    private const string Batch = """{"input_file_id":"file-1","endpoint":"/v1/chat/completions","completion_window":"24h"}""";

    private static readonly TimeSpan s_firstLook = TimeSpan.FromSeconds(6);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-11-23T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture)) { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Func<HttpContext, Task>> _answers = new();
    private ScriptedProvider _provider = null!;
    private Stage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await ScriptedProvider.StartAsync((http, call) =>
            _answers.TryGetValue($"{call.Method} {call.Path}", out var answer) ? answer(http) : ScriptedProvider.AnswerAsync(http, 404, ScriptedProvider.Error));
        _stage = await Stage.StartAsync(
            new()
            {
                ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = _provider.Address,
                ["ReverseProxy:Clusters:gemini:Destinations:default:Address"] = _provider.Address,
                ["ReverseProxy:Clusters:heygen:Destinations:default:Address"] = _provider.Address,
            },
            time: _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task The_clients_poll_settles_a_video_once_and_later_looks_change_nothing()
    {
        var key = await SubmitVideoAsync("video_1");
        Assert.Equal((0, 1), await VideosAsync(key.Id));
        Answer("GET /v1/videos/video_1", VideoObject("video_1", "completed"));
        for (var i = 0; i < 3; i++) Assert.Equal("completed", (await GetAsync(key.Secret, "openai/v1/videos/video_1"))["status"]!.GetValue<string>());
        await PollAsync();

        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal(("settle", "video_1", "video_generation", "0.4"), (Text(row, "kind"), Text(row, "resource_id"), Text(row, "operation_type"), Text(row, "cost_usd")));
        Assert.Equal(4, row["video_seconds"]!.GetValue<decimal>());
        Assert.Equal((1, 0), await VideosAsync(key.Id));
    }

    [Fact]
    public async Task A_job_that_nobody_asks_for_is_settled_by_the_gateway_itself()
    {
        var key = await SubmitVideoAsync("video_2");
        Answer("GET /v1/videos/video_2", VideoObject("video_2", "in_progress"));
        await PollAsync();
        Assert.Equal((0, 1), await VideosAsync(key.Id));
        Answer("GET /v1/videos/video_2", VideoObject("video_2", "completed"));
        _time.Advance(TimeSpan.FromMinutes(1));
        await PollAsync();
        Assert.Equal("settle", Text(Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}")), "kind"));
        Assert.Equal((1, 0), await VideosAsync(key.Id));
    }

    [Fact]
    public async Task A_failed_job_gives_everything_back_and_a_failed_look_is_no_failed_job()
    {
        var key = await SubmitVideoAsync("video_3");
        Answer("GET /v1/videos/video_3", ScriptedProvider.Error, 500);
        await PollAsync();
        Answer("GET /v1/videos/video_3", http =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        _time.Advance(TimeSpan.FromMinutes(1));
        await PollAsync();
        Assert.Equal((0, 1), await VideosAsync(key.Id));

        Answer("GET /v1/videos/video_3", VideoObject("video_3", "failed"));
        _time.Advance(TimeSpan.FromMinutes(1));
        await PollAsync();
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal(("void", "0"), (Text(row, "kind"), Text(row, "cost_usd")));
        Assert.Equal((0, 0), await VideosAsync(key.Id));
    }

    [Fact]
    public async Task Clients_and_the_gateway_that_see_the_end_at_the_same_moment_settle_once()
    {
        var key = await SubmitVideoAsync("video_4");
        var seen = new SemaphoreSlim(0);
        var both = new TaskCompletionSource();
        Answer("GET /v1/videos/video_4", async http =>
        {
            seen.Release();
            await both.Task;
            await ScriptedProvider.AnswerAsync(http, 200, VideoObject("video_4", "completed"));
        });
        _time.Advance(s_firstLook);
        Task[] looks = [PollAsync(), .. Enumerable.Range(0, 4).Select(_ => GetAsync(key.Secret, "openai/v1/videos/video_4"))];
        for (var i = 0; i < 5; i++) await seen.WaitAsync(TestContext.Current.CancellationToken);
        both.SetResult();
        await Task.WhenAll(looks);

        Assert.Equal("settle", Text(Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}")), "kind"));
        Assert.Equal((1, 0), await VideosAsync(key.Id));
    }

    [Fact]
    public async Task A_response_in_the_background_is_charged_once_and_one_that_is_cancelled_for_what_it_used()
    {
        foreach (var (id, status) in (IEnumerable<(string, string)>)[("resp_1", "completed"), ("resp_2", "cancelled")])
        {
            Answer("POST /v1/responses", $$"""{"id":"{{id}}","object":"response","status":"queued","background":true,"model":"gpt-4o-mini","output":[],"usage":null}""");
            Answer($"POST /v1/responses/{id}/cancel", $$"""{"id":"{{id}}","object":"response","status":"cancelled","background":true,"model":"gpt-4o-mini","output":[],"usage":null}""");
            var key = await _stage.KeyAsync();
            using var submitted = await _stage.CallAsync(key.Secret, "openai/v1/responses", Background);
            Assert.Equal(HttpStatusCode.OK, submitted.StatusCode);
            if (status == "cancelled")
            {
                using var cancelled = await _stage.CallAsync(key.Secret, $"openai/v1/responses/{id}/cancel", "{}");
                Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
            }

            Answer($"GET /v1/responses/{id}", $$"""{"id":"{{id}}","object":"response","status":"{{status}}","background":true,"model":"gpt-4o-mini","output":[],"usage":{"input_tokens":11,"output_tokens":7,"total_tokens":18} }""");
            for (var i = 0; i < 2; i++) await GetAsync(key.Secret, $"openai/v1/responses/{id}");
            var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
            Assert.Equal(("settle", 18, 1), (Text(row, "kind"), row["tokens_used"]!.GetValue<long>(), row["calls_made"]!.GetValue<long>()));
            Assert.Equal(0, (await _stage.Admin.UsageAsync("key", key.Id))["meters"]!["tokens"]!["held"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task A_batch_is_charged_at_its_end_by_the_lines_that_were_finished()
    {
        Answer("POST /v1/batches", BatchObject("in_progress", "null"));
        var key = await _stage.KeyAsync();
        using var submitted = await _stage.CallAsync(key.Secret, "openai/v1/batches", Batch);
        Assert.Equal(HttpStatusCode.OK, submitted.StatusCode);
        Answer("GET /v1/batches/batch_1", BatchObject("cancelled", """{"input_tokens":40,"output_tokens":10,"total_tokens":50}"""));
        await PollAsync();
        var row = Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal(("settle", 50, "batch_1"), (Text(row, "kind"), row["tokens_used"]!.GetValue<long>(), Text(row, "resource_id")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_result_of_many_megabytes_reaches_the_client_unchanged_and_its_usage_is_read(bool byTheClient)
    {
        const int Answers = 40;
        var part = $$"""{"response":{"candidates":[{"content":{"parts":[{"text":"{{new string('x', 300_000)}}"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":3,"totalTokenCount":8} } }""";
        var whole = $$"""{"name":"batches/b1","metadata":{"model":"models/gemini-2.5-flash","state":"BATCH_STATE_SUCCEEDED","name":"batches/b1"},"done":true,"response":{"inlinedResponses":{"inlinedResponses":[{{string.Join(',', Enumerable.Repeat(part, Answers))}}]} } }""";
        Assert.True(whole.Length > 11_000_000);
        Answer("POST /v1beta/models/gemini-2.5-flash:batchGenerateContent", """{"name":"batches/b1","metadata":{"model":"models/gemini-2.5-flash","state":"BATCH_STATE_PENDING","name":"batches/b1"}}""");
        Answer("GET /v1beta/batches/b1", whole);
        var key = await _stage.KeyAsync();
        using var submitted = await _stage.CallAsync(
            key.Secret, "gemini/v1beta/models/gemini-2.5-flash:batchGenerateContent",
            """{"batch":{"displayName":"b","inputConfig":{"requests":{"requests":[{"request":{"contents":[{"parts":[{"text":"Hi"}]}]},"metadata":{"key":"1"}}]}}}}""");
        Assert.True(submitted.IsSuccessStatusCode, await submitted.Content.ReadAsStringAsync());

        if (byTheClient)
        {
            using var request = Stage.Call(_stage.Address, key.Secret, "gemini/v1beta/batches/b1", null);
            using var response = await _stage.Client.SendAsync(request);
            Assert.Equal(whole, await response.Content.ReadAsStringAsync());
        }
        else
        {
            await PollAsync();
        }

        Assert.Equal(8 * Answers, Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"))["tokens_used"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_replayed_stream_of_a_running_response_comes_as_it_is_sent_and_its_end_settles()
    {
        Answer("POST /v1/responses", """{"id":"resp_9","object":"response","status":"queued","background":true,"model":"gpt-4o-mini","output":[],"usage":null}""");
        var key = await _stage.KeyAsync();
        using var submitted = await _stage.CallAsync(key.Secret, "openai/v1/responses", Background);
        var goOn = new TaskCompletionSource();
        Answer("GET /v1/responses/resp_9?stream=true", async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_9\",\"status\":\"in_progress\"}}\n\n");
            await http.Response.Body.FlushAsync();
            await goOn.Task;
            await http.Response.WriteAsync("event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_9\",\"status\":\"completed\",\"model\":\"gpt-4o-mini\",\"usage\":{\"input_tokens\":4,\"output_tokens\":6,\"total_tokens\":10}}}\n\n");
        });
        using var request = Stage.Call(_stage.Address, key.Secret, "openai/v1/responses/resp_9?stream=true", null);
        using var response = await _stage.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("event: response.created", await reader.ReadLineAsync());
        goOn.SetResult();
        Assert.Contains("response.completed", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(10, Assert.Single(await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}"))["tokens_used"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_submission_that_the_provider_answers_with_a_job_of_long_ago_is_not_charged_again()
    {
        var key = await SubmitVideoAsync("video_5");
        Answer("GET /v1/videos/video_5", VideoObject("video_5", "completed"));
        await GetAsync(key.Secret, "openai/v1/videos/video_5");
        await _stage.Admin.LedgerOfAsync(1, $"key={key.Id}");

        // The store forgets a job a day after its end, with the next one that ends.
        _time.Advance(TimeSpan.FromHours(26));
        var other = await SubmitVideoAsync("video_6");
        Answer("GET /v1/videos/video_6", VideoObject("video_6", "completed"));
        await GetAsync(other.Secret, "openai/v1/videos/video_6");
        await _stage.Admin.LedgerOfAsync(1, $"key={other.Id}");

        Answer("POST /v1/videos", VideoObject("video_5", "completed"));
        using var again = await _stage.CallAsync(key.Secret, "openai/v1/videos", Video);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var rows = await _stage.Admin.LedgerOfAsync(2, $"key={key.Id}");
        Assert.Equal(["settle", "void"], rows.Select(row => Text(row, "kind")).Order(StringComparer.Ordinal));
        Assert.Equal((1, 0), await VideosAsync(key.Id));
    }

    [Fact]
    public async Task An_address_for_a_callback_reaches_the_provider_as_it_was_written()
    {
        const string Body = """{"type":"avatar","avatar_id":"Abigail","voice_id":"1bd001e7","script":"Welcome.",  "callback_url":"https://client.example/hook?token=1","callback_id":"order-17"}""";
        Answer("POST /v3/videos", """{"data":{"video_id":"v1","status":"waiting"}}""");
        var key = await _stage.KeyAsync();
        using var response = await _stage.CallAsync(key.Secret, "heygen/v3/videos", Body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Body, _provider.Calls.Single(call => call.Path == "/v3/videos").Text);
    }

    private async Task<(string Id, string Secret)> SubmitVideoAsync(string id)
    {
        Answer("POST /v1/videos", VideoObject(id, "queued"));
        var key = await _stage.KeyAsync();
        using var response = await _stage.CallAsync(key.Secret, "openai/v1/videos", Video);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return key;
    }

    /// <summary>Lets the first look fall due, and looks.</summary>
    private Task PollAsync()
    {
        _time.Advance(s_firstLook);
        return _stage.Services.GetRequiredService<JobPoller>().PollDueAsync(CancellationToken.None);
    }

    private async Task<JsonNode> GetAsync(string secret, string path)
    {
        using var request = Stage.Call(_stage.Address, secret, path, null);
        using var response = await _stage.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<(long Used, long Held)> VideosAsync(string keyId)
    {
        var videos = (await _stage.Admin.UsageAsync("key", keyId))["meters"]!["videos"]!;
        return (videos["used"]!.GetValue<long>(), videos["held"]!.GetValue<long>());
    }

    private void Answer(string call, string json, int status = 200) => Answer(call, http => ScriptedProvider.AnswerAsync(http, status, json));

    private void Answer(string call, Func<HttpContext, Task> answer) => _answers[call] = answer;

    private static string VideoObject(string id, string status) => $$"""{"id":"{{id}}","object":"video","status":"{{status}}","model":"sora-2","seconds":"4","size":"720x1280"}""";

    private static string BatchObject(string status, string usage) =>
        $$"""{"id":"batch_1","object":"batch","endpoint":"/v1/chat/completions","status":"{{status}}","model":"gpt-4o-mini","request_counts":{"total":2,"completed":1,"failed":0},"usage":{{usage}}}""";

    private static string Text(JsonNode row, string name) => row[name]!.ToString();
}
