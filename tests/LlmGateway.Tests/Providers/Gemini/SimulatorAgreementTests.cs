using System.Collections.Immutable;
using System.Text;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.Gemini;
using LlmGateway.Simulator;
using LlmGateway.Tests.Golden;

namespace LlmGateway.Tests.Providers.Gemini;

/// <summary>What the metering reads in a simulated answer is what the simulated provider has on its bill.</summary>
public sealed class SimulatorAgreementTests : IAsyncLifetime
{
    private const string Flash = "/v1beta/models/gemini-2.5-flash";

    private static readonly OperationCatalog s_catalog = new(GeminiProvider.Instance);

    private readonly HttpClient _client = new();
    private SimulatedProviders _providers = null!;

    public async ValueTask InitializeAsync() => _providers = await SimulatedProviders.StartAsync(new SimulatorOptions { JobDuration = TimeSpan.Zero }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _providers.DisposeAsync();
    }

    [Theory]
    [InlineData(Flash + ":generateContent", """{"contents":[{"parts":[{"text":"Hello"}]}]}""", "")]
    [InlineData(Flash + ":generateContent", """{"contents":[{"parts":[{"text":"Hello"}]}],"tools":[{"googleSearch":{}}]}""", "")]
    [InlineData(Flash + ":generateContent", """{"contents":[{"parts":[{"text":"Hello"}]}]}""", "gzip,cached=3")]
    [InlineData("/v1/models/gemini-3.1-flash-image:generateContent", """{"contents":[{"parts":[{"text":"A fox"}]}],"generationConfig":{"candidateCount":2}}""", "")]
    [InlineData("/v1beta/models/gemini-2.5-flash-preview-tts:generateContent", """{"contents":[{"parts":[{"text":"Say hello"}]}]}""", "")]
    [InlineData(Flash + ":streamGenerateContent?alt=sse", """{"contents":[{"parts":[{"text":"Hello"}]}]}""", "chunks=7,split=5")]
    [InlineData(Flash + ":streamGenerateContent", """{"contents":[{"parts":[{"text":"Hello"}]}]}""", "chunks=7,split=5")]
    [InlineData("/v1beta/models/gemini-embedding-2:batchEmbedContents", """{"requests":[{"content":{"parts":[{"text":"Hello there"}]}}]}""", "")]
    [InlineData("/v1beta/models/imagen-4.0-generate-001:predict", """{"instances":[{"prompt":"filtered"}],"parameters":{"sampleCount":3}}""", "")]
    [InlineData("/v1beta/interactions", """{"model":"gemini-3.8-flash","input":"Hello","tools":[{"type":"google_search"}]}""", "")]
    [InlineData("/v1beta/interactions", """{"model":"gemini-3.8-flash","input":"Hello","stream":true}""", "chunks=5,split=9")]
    [InlineData("/v1beta/interactions", """{"model":"gemini-3.1-flash-image","input":"A fox"}""", "")]
    [InlineData("/v1beta/openai/chat/completions", """{"model":"gemini-2.5-flash","messages":[{"role":"user","content":"Hello"}]}""", "")]
    [InlineData("/v1beta/openai/chat/completions", """{"model":"gemini-2.5-flash","messages":[{"role":"user","content":"Hello"}],"stream":true,"stream_options":{"include_usage":true}}""", "split=11")]
    [InlineData("/v1beta/openai/embeddings", """{"model":"gemini-embedding-2","input":["Hello there"]}""", "")]
    public async Task A_call_is_read_as_it_is_billed(string path, string body, string behaviour)
    {
        var (reading, _) = await CallAsync("POST", path, body, behaviour);
        Assert.True(reading.Final);
        Agree(reading);
    }

    [Theory]
    [InlineData(Flash + ":streamGenerateContent?alt=sse", """{"contents":[{"parts":[{"text":"Hello"}]}]}""")]
    [InlineData(Flash + ":streamGenerateContent", """{"contents":[{"parts":[{"text":"Hello"}]}]}""")]
    [InlineData("/v1beta/interactions", """{"model":"gemini-3.8-flash","input":"Hello","stream":true}""")]
    public async Task A_stream_that_ends_early_or_with_an_error_is_read_as_far_as_it_went(string path, string body)
    {
        foreach (var behaviour in (string[])["chunks=8,cut-after=4", "chunks=8,error-in-stream=4"])
        {
            _providers.Bill.Clear();
            var (reading, _) = await CallAsync("POST", path, body, behaviour);
            Assert.False(reading.Final);
            Agree(reading);
        }
    }

    [Fact]
    public async Task An_interaction_in_the_background_is_settled_at_its_end()
    {
        var (submitted, call) = await CallAsync("POST", "/v1beta/interactions", """{"model":"gemini-3.8-flash","input":"Hello","background":true}""", "job-polls=2");
        Assert.Equal(JobState.Running, submitted.Job);
        var path = call.Operation.PollPath(Request("POST", "/v1beta/interactions", call, ""), submitted.ProviderId!);
        Assert.Equal(JobState.Running, (await CallAsync("GET", path, "", "")).Reading.Job);
        Assert.Empty(_providers.Bill.Lines);
        var (ended, _) = await CallAsync("GET", path, "", "");
        Assert.Equal(JobState.Succeeded, ended.Job);
        Agree(ended);
    }

    [Fact]
    public async Task A_batch_of_inline_requests_is_read_once_though_it_is_shown_twice()
    {
        const string Body = """{"batch":{"inputConfig":{"requests":{"requests":[{"request":{"contents":[{"parts":[{"text":"One"}]}]}},{"request":{"contents":[{"parts":[{"text":"Two and three"}]}]}}]}}}}""";
        var (submitted, _) = await CallAsync("POST", Flash + ":batchGenerateContent", Body, "");
        var (ended, _) = await CallAsync("GET", "/v1beta/" + submitted.ProviderId, "", "");
        Assert.Equal(2, _providers.Bill.Lines.Count);
        Agree(ended);
    }

    [Fact]
    public async Task A_batch_in_a_file_goes_on_as_the_file_of_its_answers()
    {
        var file = await UploadAsync("""{"key":"a","request":{"contents":[{"parts":[{"text":"One"}]}]}}""" + "\n" + """{"key":"b","request":{"contents":[{"parts":[{"text":"Two"}]}]}}""" + "\n", "application/jsonl");
        var (submitted, _) = await CallAsync("POST", Flash + ":batchGenerateContent", "{\"batch\":{\"inputConfig\":{\"fileName\":\"" + file + "\"}}}", "");
        var (ended, call) = await CallAsync("GET", "/v1beta/" + submitted.ProviderId, "", "");
        var path = call.Operation.PollPath(Request("GET", "/v1beta/" + submitted.ProviderId, call, ""), Assert.Single(ended.Successors));
        var (lines, _) = await CallAsync("GET", path, "", "");
        Assert.Equal(JobState.Succeeded, lines.Job);
        Agree(lines);
    }

    [Fact]
    public async Task A_video_is_billed_by_its_samples()
    {
        var (submitted, _) = await CallAsync("POST", "/v1beta/models/veo-3.1-generate-preview:predictLongRunning", """{"instances":[{"prompt":"A fox"}],"parameters":{"sampleCount":2}}""", "");
        var (ended, _) = await CallAsync("GET", "/v1beta/" + submitted.ProviderId, "", "");
        Assert.Equal(_providers.Bill.Lines.Sum(line => line.Videos), ended.Usage!.Videos);
    }

    [Fact]
    public async Task A_cache_is_remembered_with_what_reading_it_costs()
    {
        var (cache, _) = await CallAsync("POST", "/v1beta/cachedContents", """{"model":"models/gemini-2.5-flash","contents":[{"parts":[{"text":"A long handbook of everything."}]}],"ttl":"300s"}""", "");
        var (name, tokens) = Assert.Single(cache.Created);
        Assert.Equal(tokens * 300, cache.Usage!.StoredTokenSeconds);
        _providers.Bill.Clear();
        var (reading, _) = await CallAsync("POST", Flash + ":generateContent", $$"""{"contents":[{"parts":[{"text":"Hello"}]}],"cachedContent":"{{name}}"}""", "");
        Assert.Equal(tokens, reading.Usage!.CachedInputTokens);
        Agree(reading);
    }

    [Fact]
    public async Task A_document_is_indexed_for_its_size()
    {
        var (store, _) = await CallAsync("POST", "/v1beta/fileSearchStores", """{"displayName":"s"}""", "");
        var path = $"/upload/v1beta/{Assert.Single(store.Created).Id}:uploadToFileSearchStore";
        var reading = await UploadAsync(path, Encoding.UTF8.GetBytes(new string('x', 4000)), "text/plain");
        Assert.Equal(1000, reading.Usage!.InputTokens);
        Agree(reading);
    }

    private async Task<string> UploadAsync(string text, string type) => Assert.Single((await UploadAsync("/upload/v1beta/files", Encoding.UTF8.GetBytes(text), type)).Created).Id;

    /// <summary>As Google's SDK does: a start, which tells where it goes on, and the bytes in two pieces.</summary>
    private async Task<UsageReading> UploadAsync(string path, byte[] bytes, string type)
    {
        using var start = new HttpRequestMessage(HttpMethod.Post, Address(path)) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        start.Headers.Add("X-Goog-Upload-Protocol", "resumable");
        start.Headers.Add("X-Goog-Upload-Command", "start");
        start.Headers.Add("X-Goog-Upload-Header-Content-Type", type);
        using var begun = await SendAsync(start, "");
        var there = s_catalog.Recognise("gemini", "POST", path)!.Operation.RewriteHeader("x-goog-upload-url", begun.Headers.GetValues("x-goog-upload-url").Single(), _providers.Address + "gemini")!;

        await SendPieceAsync(path, there, bytes[..^5], "upload");
        return await SendPieceAsync(path, there, bytes[^5..], "upload, finalize");
    }

    private async Task<UsageReading> SendPieceAsync(string path, string address, byte[] piece, string command)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(piece) };
        message.Headers.Add("X-Goog-Upload-Command", command);
        using var response = await SendAsync(message, "");
        return await ReadAsync("POST", $"{path}?{new Uri(address).Query[1..]}", "", response);
    }

    private async Task<(UsageReading Reading, RecognisedCall Call)> CallAsync(string method, string path, string body, string behaviour)
    {
        using var message = new HttpRequestMessage(new HttpMethod(method), Address(path));
        if (body.Length > 0) message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await SendAsync(message, behaviour);
        return (await ReadAsync(method, path, body, response), s_catalog.Recognise("gemini", method, path.Split('?')[0])!);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, string behaviour)
    {
        message.Headers.Add("x-goog-api-key", "any");
        if (behaviour.Length > 0) message.Headers.Add("X-Simulate", behaviour);
        var response = await _client.SendAsync(message, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return response;
    }

    private static async Task<UsageReading> ReadAsync(string method, string path, string body, HttpResponseMessage response)
    {
        var call = s_catalog.Recognise("gemini", method, path.Split('?')[0])!;
        var request = Request(method, path, call, body);
        var estimate = call.Operation.Class is OperationClass.Metered or OperationClass.JobSubmission ? ((EstimateResult.Estimated)call.Operation.Estimate(request, GoldenModels.Catalog)).Estimate : null;
        var reader = call.Operation.CreateReader(request, estimate, new ResponseHead((int)response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        await using var stream = await response.Content.ReadAsStreamAsync();
        await using var plain = response.Content.Headers.ContentEncoding.Contains("gzip") ? new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress) : stream;
        var piece = new byte[37];
        int read;
        while ((read = await plain.ReadAsync(piece)) > 0) reader.Read(piece.AsSpan(0, read));
        return reader.Complete(whole: true);
    }

    private static CallRequest Request(string method, string path, RecognisedCall call, string body) => new()
    {
        Method = method,
        Path = path.Split('?')[0],
        RouteValues = call.RouteValues,
        Query = path.Split('?') is [_, var query] ? query.Split('&').Select(item => item.Split('=', 2)).ToImmutableDictionary(item => item[0], item => item[^1]) : ImmutableDictionary<string, string>.Empty,
        ContentType = body.Length > 0 ? "application/json" : null,
        Body = Encoding.UTF8.GetBytes(body),
        At = DateTimeOffset.UnixEpoch,
    };

    private Uri Address(string path) => new(_providers.Address, "gemini" + path);

    private void Agree(UsageReading reading)
    {
        var usage = reading.Usage!;
        var parts = usage.Also.Prepend(usage with { Also = [] }).ToArray();
        var bill = _providers.Bill.Lines;
        Assert.NotEmpty(bill);
        Assert.Equal(
            (bill.Sum(line => line.InputTokens), bill.Sum(line => line.CachedInputTokens), bill.Sum(line => line.OutputTokens), bill.Sum(line => line.ReasoningTokens), bill.Sum(line => line.Images)),
            (parts.Sum(part => part.InputTokens ?? 0), parts.Sum(part => part.CachedInputTokens ?? 0), parts.Sum(part => part.OutputTokens ?? 0), parts.Sum(part => part.ReasoningTokens ?? 0), parts.Sum(part => part.Images ?? 0)));
    }
}
