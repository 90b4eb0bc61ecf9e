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

    /// <summary>A JSON string, or a number as it is written.</summary>
    public void Add(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (value.ValueKind == JsonValueKind.String) meter.Add(value);
        else meter.AddEscaped(raw);
        meter.AddTokens(LoneDigits(raw));
    }

    public void AddName(JsonProperty member)
    {
        meter.AddName(member);
        meter.AddTokens(LoneDigits(JsonMarshal.GetRawUtf8PropertyName(member)));
    }

    /// <summary>Text that does not stand in the JSON itself, as UTF-8.</summary>
    public void AddPlain(ReadOnlySpan<byte> text)
    {
        meter.Add(Encoding.UTF8.GetString(text));
        meter.AddTokens(LoneDigits(text));
    }

    /// <summary>Tokens of a form that the text itself does not show.</summary>
    public void AddTokens(long tokens) => meter.AddTokens(tokens);

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
