using System.IO.Compression;

namespace LlmGateway.Observation;

/// <summary>
/// The decoded body of an answer. We ask for identity, but a provider may compress all the same (Gemini does); the client then
/// gets the decoded bytes, and neither Content-Encoding nor Content-Length.
/// </summary>
internal readonly record struct AnswerBody(Stream Stream, bool Decoded)
{
    public static async Task<AnswerBody> OpenAsync(HttpContent content, CancellationToken cancellation)
    {
        var stream = await content.ReadAsStreamAsync(cancellation);
        return content.Headers.ContentEncoding.SingleOrDefault()?.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new(new GZipStream(stream, CompressionMode.Decompress), true),
            "deflate" => new(new ZLibStream(stream, CompressionMode.Decompress), true),
            "br" => new(new BrotliStream(stream, CompressionMode.Decompress), true),
            _ => new(stream, false),
        };
    }

    /// <summary>Content with the same headers over another stream.</summary>
    public static HttpContent Replace(HttpContent content, Stream stream, bool keepLength)
    {
        var replacement = new StreamContent(stream);
        foreach (var header in content.Headers.NonValidated)
        {
            if (!keepLength && (header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || header.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase))) continue;
            replacement.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return replacement;
    }
}
