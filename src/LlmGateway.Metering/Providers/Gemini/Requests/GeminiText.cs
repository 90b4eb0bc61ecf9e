using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>Text as Gemini's vocabulary sees it: near OpenAI's o200k, but for digits, of which each is a token of its own (o200k takes up to three together).</summary>
internal sealed class GeminiText(TextMeter meter)
{
    private const int DigitsTogether = 3;

    public TextMeter Meter => meter;

    /// <summary>A JSON string; nothing for null.</summary>
    /// <exception cref="InvalidFieldException">It is no string.</exception>
    public void Add(JsonElement? text, string param)
    {
        if (text is not { } value) return;
        if (value.ValueKind != JsonValueKind.String) throw new InvalidFieldException($"'{param}' must be a string.", param);
        Add(value);
    }

    /// <summary>A JSON string or number as it is written.</summary>
    public void Add(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        AddWritten(value.ValueKind == JsonValueKind.String ? raw[1..^1] : raw);
    }

    public void AddName(JsonProperty member) => AddWritten(JsonMarshal.GetRawUtf8PropertyName(member));

    public void AddPlain(string text)
    {
        meter.Add(text);
        meter.AddTokens(LoneDigits(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Tokens of a form that the text itself does not show.</summary>
    public void AddTokens(long tokens) => meter.AddTokens(tokens);

    /// <summary>UTF-8 with JSON's escapes.</summary>
    private void AddWritten(ReadOnlySpan<byte> json)
    {
        meter.Add(Unescape(json));
        meter.AddTokens(LoneDigits(json));
    }

    private static string Unescape(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf((byte)'\\') < 0) return Encoding.UTF8.GetString(json);
        try
        {
            var reader = new Utf8JsonReader((byte[])[(byte)'"', .. json, (byte)'"']);
            reader.Read();
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(json); // Half of a surrogate pair: it is only counted.
        }
    }

    private static long LoneDigits(ReadOnlySpan<byte> text)
    {
        long more = 0;
        while (true)
        {
            var start = text.IndexOfAnyInRange((byte)'0', (byte)'9');
            if (start < 0) return more;
            text = text[start..];
            var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            var length = end < 0 ? text.Length : end;
            more += length - ((length + DigitsTogether - 1) / DigitsTogether);
            text = text[length..];
        }
    }
}
