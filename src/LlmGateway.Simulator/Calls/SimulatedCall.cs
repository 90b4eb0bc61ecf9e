using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Simulator.Calls;

/// <summary>One call being answered: its body, what it shall meet, and how its answer is written.</summary>
internal sealed class SimulatedCall(CallDesk desk, HttpContext http, ErrorShape errors, SimulatedBehaviour behaviour, JsonObject body)
{
    private int _pieces;

    public CallDesk Desk => desk;

    public HttpContext Http => http;

    public JsonObject Body => body;

    public SimulatedBehaviour Behaviour => behaviour;

    public string? Text(string name) => body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public int? Number(string name) => Number(body[name]);

    public static int? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    public string Route(string name) => http.Request.RouteValues[name]?.ToString() ?? "";

    /// <summary>Meets what comes before any answer. False if the call is over.</summary>
    public async Task<bool> BeginAsync()
    {
        if (behaviour.StartDelay > TimeSpan.Zero) await Task.Delay(behaviour.StartDelay, desk.Options.Time, http.RequestAborted);
        if (behaviour.Hang)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, desk.Closing);
            await Task.Delay(Timeout.InfiniteTimeSpan, desk.Options.Time, either.Token);
        }

        if (behaviour.ResetAfter == 0) Reset();
        if (behaviour.Status is not { } status) return true;
        await errors.WriteAsync(http, status, $"Simulated error {status}.");
        return false;
    }

    public Task ErrorAsync(int status, string message) => errors.WriteAsync(http, status, message);

    public Task JsonAsync(object answer) => WriteWholeAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(answer)), "application/json; charset=utf-8");

    public async Task WriteWholeAsync(byte[] bytes, string contentType)
    {
        var response = http.Response;
        response.ContentType = contentType;
        if (behaviour.Gzip)
        {
            response.Headers.ContentEncoding = "gzip";
            using var compressed = new MemoryStream();
            await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(bytes);
            bytes = compressed.ToArray();
        }

        if (behaviour.ResetAfter is not null || behaviour.CutAfter is not null)
        {
            // Half of a plain answer: the length promises more than comes.
            response.ContentLength = bytes.Length;
            await response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), http.RequestAborted);
            await response.Body.FlushAsync(http.RequestAborted);
            Reset();
        }

        await SplitAsync(bytes);
    }

    public void BeginStream(string contentType)
    {
        http.Response.ContentType = contentType;
        http.Response.Headers.CacheControl = "no-cache";
    }

    /// <summary>Writes one piece of a stream, and meets what comes after so many of them. False if the stream shall end here.</summary>
    public async Task<bool> PieceAsync(string text)
    {
        if (_pieces == behaviour.CutAfter) return false;
        if (_pieces == behaviour.ResetAfter) Reset();
        if (_pieces > 0 && behaviour.Pace > TimeSpan.Zero) await Task.Delay(behaviour.Pace, desk.Options.Time, http.RequestAborted);
        http.RequestAborted.ThrowIfCancellationRequested();
        await SplitAsync(Encoding.UTF8.GetBytes(text));
        _pieces++;
        return true;
    }

    public bool ErrorIsDue => _pieces == behaviour.ErrorInStream;

    private async Task SplitAsync(byte[] bytes)
    {
        var size = behaviour.Split ?? Math.Max(bytes.Length, 1);
        for (var offset = 0; offset < bytes.Length; offset += size)
        {
            await http.Response.Body.WriteAsync(bytes.AsMemory(offset, Math.Min(size, bytes.Length - offset)), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private void Reset()
    {
        http.Abort();
        throw new ConnectionAborted();
    }
}
