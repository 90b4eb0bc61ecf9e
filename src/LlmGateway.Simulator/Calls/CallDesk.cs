using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmGateway.Simulator.Calls;

/// <summary>Takes every call: checks the key, reads behaviour and body, answers errors on demand, and hands the rest to a provider's handler.</summary>
internal sealed class CallDesk(SimulatorOptions options) : IDisposable
{
    private const int HeadersKept = 1000;

    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _headers = new();
    private readonly CancellationTokenSource _closing = new();
    private int _inProgress;

    public static JsonSerializerOptions SnakeCase { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public SimulatorOptions Options => options;

    public Bill Bill { get; } = new();

    public Jobs Jobs { get; } = new(options);

    public int InProgress => Volatile.Read(ref _inProgress);

    public IReadOnlyList<IReadOnlyDictionary<string, string>> RecentHeaders => [.. _headers];

    /// <summary>Fires when the simulator ends, so that hanging calls end too.</summary>
    public CancellationToken Closing => _closing.Token;

    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    /// <param name="raw">True if the body is no JSON and no form, and the handler reads it itself.</param>
    public void Map(IEndpointRouteBuilder routes, string method, string pattern, ErrorShape errors, Func<SimulatedCall, Task> handle, bool raw = false) =>
        routes.MapMethods(pattern, [method], http => ServeAsync(http, errors, handle, raw));

    private async Task ServeAsync(HttpContext http, ErrorShape errors, Func<SimulatedCall, Task> handle, bool raw)
    {
        Interlocked.Increment(ref _inProgress);
        try
        {
            Remember(http.Request);
            if (await ReadAsync(http, errors, raw) is { } call && await call.BeginAsync()) await handle(call);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAborted)
        {
            // The caller left, or the connection was reset on purpose.
        }
        finally
        {
            Interlocked.Decrement(ref _inProgress);
        }
    }

    private async Task<SimulatedCall?> ReadAsync(HttpContext http, ErrorShape errors, bool raw)
    {
        if (!HasKey(http.Request))
        {
            await errors.WriteAsync(http, 401, "No API key was sent.");
            return null;
        }

        try
        {
            var words = http.Request.Headers["X-Simulate"].ToString();
            var behaviour = words.Length > 0 ? SimulatedBehaviour.Parse(words) : options.Behaviour;
            var body = raw ? [] : await BodyAsync(http);
            return new SimulatedCall(this, http, errors, behaviour, body);
        }
        catch (FormatException exception)
        {
            await errors.WriteAsync(http, 400, exception.Message);
        }
        catch (JsonException)
        {
            await errors.WriteAsync(http, 400, "We could not parse the JSON body of your request.");
        }

        return null;
    }

    private static async Task<JsonObject> BodyAsync(HttpContext http)
    {
        if (http.Request.HasFormContentType)
        {
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            return new JsonObject(form.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.ToString())));
        }

        if (http.Request.Method != "POST" || http.Request.ContentLength == 0) return [];
        return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject ?? throw new JsonException();
    }

    private static bool HasKey(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal)
        || request.Headers["x-goog-api-key"].Count > 0 || request.Headers["X-Api-Key"].Count > 0 || request.Query.ContainsKey("key");

    private void Remember(HttpRequest request)
    {
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        headers[":path"] = request.Path + request.QueryString;
        _headers.Enqueue(headers);
        while (_headers.Count > HeadersKept) _headers.TryDequeue(out _);
    }
}
