using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Benchmarks.Processes;

/// <summary>
/// A provider that answers chat calls at once, with as little work as Kestrel can. A streamed call says in headers how many chunks it wants and how far apart, a plain one how long it shall take;
/// each chunk carries the monotonic time at which it was written.
/// </summary>
internal static class FastUpstream
{
    public const string ChunksHeader = "X-Bench-Chunks";
    public const string GapHeader = "X-Bench-Gap-Ms";

    /// <summary>What stands before the time in a chunk, which is 20 digits long.</summary>
    public const string StampMark = "\"content\":\"@";
    public const int StampDigits = 20;

    /// <summary>Tokens that each plain answer reports.</summary>
    public const int TokensPerCall = 300;

    private static readonly byte[] s_answer = Encoding.UTF8.GetBytes($$$"""
        {"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion","created":1764064000,"model":"gpt-4.1-mini-2025-04-14","choices":[{"index":0,"message":{"role":"assistant","content":"{{{string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 8))}}}","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":220,"completion_tokens":80,"total_tokens":{{{TokensPerCall}}},"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"service_tier":"default"}
        """);

    private const string ChunkHead = """data: {"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion.chunk","created":1764064000,"model":"gpt-4.1-mini-2025-04-14","choices":[{"index":0,"delta":{""";

    private static readonly byte[] s_chunkHead = Encoding.UTF8.GetBytes(ChunkHead + StampMark);
    private static readonly byte[] s_chunkTail = Encoding.UTF8.GetBytes(" brown\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");

    /// <summary>Who asks for usage gets a null in each chunk, and the numbers in one of their own at the end.</summary>
    private static readonly byte[] s_chunkTailWithUsage = Encoding.UTF8.GetBytes(" brown\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n");

    private static readonly byte[] s_usage = Encoding.UTF8.GetBytes("""
        data: {"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion.chunk","created":1764064000,"model":"gpt-4.1-mini-2025-04-14","choices":[],"usage":{"prompt_tokens":220,"completion_tokens":100,"total_tokens":320}}
        """ + "\n\n");

    private static readonly byte[] s_done = "data: [DONE]\n\n"u8.ToArray();

    /// <summary>A plain answer, for benchmarks of inner parts.</summary>
    public static ReadOnlySpan<byte> Answer => s_answer;

    /// <summary>A chunk of a stream whose usage was asked for.</summary>
    public static byte[] Chunk => [.. s_chunkHead, .. Enumerable.Repeat((byte)'0', StampDigits), .. s_chunkTailWithUsage];

    public static async Task<int> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => (options.AddServerHeader, options.Limits.MaxRequestBodySize) = (false, null));
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await ServedProcess.RunUntilClosedAsync(app);
        return 0;
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        var asksForUsage = await ReadBodyAsync(http.Request);
        if (http.Request.Headers.TryGetValue(ChunksHeader, out var chunks))
        {
            await StreamAsync(http, Number(chunks), Number(http.Request.Headers[GapHeader]), asksForUsage);
            return;
        }

        if (Number(http.Request.Headers[GapHeader]) is > 0 and var wait) await Task.Delay(wait);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = s_answer.Length;
        await http.Response.Body.WriteAsync(s_answer);
    }

    private static async Task StreamAsync(HttpContext http, int chunks, int gap, bool withUsage)
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        var writer = http.Response.BodyWriter;
        for (var i = 0; i < chunks && !http.RequestAborted.IsCancellationRequested; i++)
        {
            if (gap > 0 && i > 0) await Task.Delay(gap, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            writer.Write(s_chunkHead);
            Stopwatch.GetTimestamp().TryFormat(writer.GetSpan(StampDigits), out var written, "D20", CultureInfo.InvariantCulture);
            writer.Advance(written);
            writer.Write(withUsage ? s_chunkTailWithUsage : s_chunkTail);
            await writer.FlushAsync();
        }

        if (withUsage) writer.Write(s_usage);
        writer.Write(s_done);
        await writer.FlushAsync();
    }

    /// <returns>True if a stream's usage is asked for.</returns>
    private static async Task<bool> ReadBodyAsync(HttpRequest request)
    {
        var asks = false;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            if (read.Buffer.IsSingleSegment) asks |= read.Buffer.FirstSpan.IndexOf("\"include_usage\":true"u8) >= 0;
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return asks;
        }
    }

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
