using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>
/// The text that a stream has brought so far, kept (up to a bound) so that its tokens can be counted if the stream is cut before it reports.
/// Nothing is counted while the stream runs.
/// </summary>
internal sealed class SeenText(TokenCounter counter)
{
    private const int LargestKept = 4 * 1024 * 1024;
    private const int BytesPerToken = 4;

    private readonly ArrayBufferWriter<byte> _text = new();
    private long _beyond;

    public bool IsEmpty => _text.WrittenCount == 0 && _beyond == 0;

    public long RoughTokens => (_text.WrittenCount + _beyond) / BytesPerToken;

    public long Count() => counter.Count(Encoding.UTF8.GetString(_text.WrittenSpan)) + (_beyond / BytesPerToken);

    /// <summary>Adds the string at the reader's place.</summary>
    public void Add(ref Utf8JsonReader reader)
    {
        var length = reader.ValueSpan.Length;
        if (_text.WrittenCount + length > LargestKept)
        {
            _beyond += length;
            return;
        }

        try
        {
            _text.Advance(reader.CopyString(_text.GetSpan(length)));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, whose other half comes with the next delta, or no UTF-8 at all: it is text all the same.
            _beyond += length;
        }
    }

    /// <summary>Adds a captured JSON string; anything else is passed over.</summary>
    public void Add(ReadOnlySpan<byte> json)
    {
        if (json is not [(byte)'"', ..]) return;
        var reader = new Utf8JsonReader(json);
        try
        {
            if (reader.Read()) Add(ref reader);
        }
        catch (JsonException)
        {
            _beyond += json.Length;
        }
    }
}
