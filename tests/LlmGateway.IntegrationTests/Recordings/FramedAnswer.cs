using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>An answer as it goes over the wire.</summary>
/// <param name="Body">What a client reads, whatever the framing.</param>
internal sealed record FramedAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body, Framing Framing)
{
    private const int Stride = 61;

    public static FramedAnswer Of(RecordedLine line, Framing framing) => framing == Framing.CrLf && line.IsEventStream
        ? new(line.Status, line.ResponseHeaders, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line.ResponseBody).ReplaceLineEndings("\r\n")), Framing.SplitCharacters)
        : new(line.Status, line.ResponseHeaders, line.ResponseBody, framing == Framing.CrLf ? Framing.Whole : framing);

    public async Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        if (Body.Length == 0) return;
        if (Framing == Framing.Gzip)
        {
            response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await zip.WriteAsync(Body);
            return;
        }

        if (Framing == Framing.Whole) response.ContentLength = Body.Length;
        var from = 0;
        foreach (var end in Ends())
        {
            await response.Body.WriteAsync(Body.AsMemory(from, end - from));
            await response.Body.FlushAsync();
            from = end;
        }
    }

    /// <summary>Where the pieces end; the last one at the body's end.</summary>
    private IEnumerable<int> Ends()
    {
        var from = 0;
        for (var i = 1; i < Body.Length; i++)
        {
            var cut = Framing switch
            {
                Framing.ByteByByte => true,
                Framing.SplitCharacters => (Body[i] & 0xC0) == 0x80 || i - from >= Stride,
                _ => false,
            };
            if (!cut) continue;
            yield return i;
            from = i;
        }

        yield return Body.Length;
    }
}
