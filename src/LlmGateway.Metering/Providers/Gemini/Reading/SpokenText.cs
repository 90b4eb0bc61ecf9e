using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// The text that an answer has brought so far, kept as it came (up to a bound), so that its tokens can be counted if the answer is cut.
/// Nothing is counted while it runs.
/// </summary>
internal sealed class SpokenText(TokenCounter counter)
{
    private const int LargestKept = 4 * 1024 * 1024;
    private const int BytesPerToken = 4;

    private readonly ArrayBufferWriter<byte> _escaped = new();
    private long _beyond;

    public long RoughTokens => (_escaped.WrittenCount + _beyond) / BytesPerToken;

    /// <summary>Adds a value as JSON text; of a string, what stands between its quotes.</summary>
    public void Add(ReadOnlySpan<byte> json)
    {
        var isString = json.Length >= 2 && json[0] == (byte)'"';
        var text = isString ? json[1..^1] : json;
        if (!isString || _escaped.WrittenCount + text.Length > LargestKept) _beyond += text.Length; // Of a call's arguments the size is near enough.
        else _escaped.Write(text);
    }

    public long Count() => counter.Count(Unescape()) + (_beyond / BytesPerToken);

    private string Unescape()
    {
        var quoted = (byte[])[(byte)'"', .. _escaped.WrittenSpan, (byte)'"'];
        try
        {
            var reader = new Utf8JsonReader(quoted);
            reader.Read();
            return reader.GetString()!;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Encoding.UTF8.GetString(_escaped.WrittenSpan); // Text that is no JSON string counts as it stands.
        }
    }
}
