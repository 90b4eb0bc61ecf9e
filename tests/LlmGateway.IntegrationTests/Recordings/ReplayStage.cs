using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Quotas;
using Microsoft.Extensions.DependencyInjection;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>A real gateway, with the models and prices that it is shipped with, in front of a replaying upstream; real HTTP on both sides.</summary>
public sealed class ReplayStage : IAsyncLifetime
{
    private static readonly ParallelOptions s_clients = new() { MaxDegreeOfParallelism = 8 };

    private Stage _stage = null!;
    private ReplayingUpstream _upstream = null!;

    internal OperationCatalog Catalog => _stage.Services.GetRequiredService<OperationCatalog>();

    internal Operation Operation(RecordedLine line) => Catalog.Recognise(line.Provider, line.Method, Uri.UnescapeDataString(line.Path))?.Operation
        ?? throw new InvalidOperationException($"{line} is in no catalogue.");

    public async ValueTask InitializeAsync()
    {
        _upstream = await ReplayingUpstream.StartAsync();
        _stage = await Stage.StartAsync(new()
        {
            ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = _upstream.Address.ToString(),
            ["ReverseProxy:Clusters:gemini:Destinations:default:Address"] = _upstream.Address.ToString(),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    internal Task<(string Id, string Secret)> KeyAsync() => _stage.KeyAsync(new { unknown_objects = "allow" });

    /// <summary>Plays calls, some at a time, and ends when each has been answered.</summary>
    internal Task PlayAsync(string secret, IEnumerable<Play> plays) => Parallel.ForEachAsync(plays, s_clients, async (play, _) => play.Response = await SendAsync(secret, play));

    /// <summary>All rows of a key. The ledger's writer works behind the answers and in the order of the settlements: when one more call's row is there, all are.</summary>
    internal async Task<IReadOnlyList<JsonNode>> LedgerAsync((string Id, string Secret) key)
    {
        var calls = _stage.Services.GetRequiredService<CallsInFlight>();
        await Eventually.ReachesAsync(() => Task.FromResult(calls.Count), count => count == 0, "the last settlement");
        var last = Last();
        await PlayAsync(key.Secret, [last]);
        await _stage.Admin.LedgerOfAsync(1, $"request_id={last.Response.RequestId}");
        return [.. (await _stage.Admin.LedgerAsync($"key={key.Id}")).Where(row => row["request_id"]!.GetValue<string>() != last.Response.RequestId)];
    }

    internal async Task<long> HeldCallsAsync(string key) => (await _stage.Admin.UsageAsync("key", key))["meters"]!["calls"]!["held"]!.GetValue<long>();

    private async Task<ReceivedResponse> SendAsync(string secret, Play play)
    {
        var line = play.Line;
        var exact = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(new HttpMethod(line.Method), new Uri($"{_stage.Address}{line.Provider}{line.Target}", exact));
        if (line.RequestBody is not null) request.Content = new ByteArrayContent(line.RequestBody);
        foreach (var (name, value) in line.RequestHeaders)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        if (line.Provider == "gemini") request.Headers.Add("x-goog-api-key", secret);
        else request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        request.Headers.Add(ReplayingUpstream.Header, _upstream.Expect(play));
        using var response = await _stage.Client.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync());
    }

    private static Play Last()
    {
        var line = new RecordedLine
        {
            Id = "last",
            Provider = "openai",
            Family = "embeddings",
            Method = "POST",
            Target = "/v1/embeddings",
            RequestHeaders = new Dictionary<string, string> { ["content-type"] = "application/json" },
            RequestBody = """{"model":"text-embedding-3-small","input":"last"}"""u8.ToArray(),
            Status = 200,
            ResponseHeaders = new Dictionary<string, string> { ["content-type"] = "application/json" },
            ResponseBody = """{"object":"list","data":[],"model":"text-embedding-3-small","usage":{"prompt_tokens":1,"total_tokens":1}}"""u8.ToArray(),
        };
        return new(line, FramedAnswer.Of(line, Framing.Whole));
    }
}
