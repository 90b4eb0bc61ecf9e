using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>Text as Gemini's vocabulary sees it: near OpenAI's o200k, but for digits, of which each is a token of its own (o200k takes up to three together).</summary>
internal sealed class GeminiText(TextMeter meter)
{
    private const int DigitsTogether = 3;

    public TextMeter Meter => meter;

    public void Add(string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        meter.Add(text);
        meter.AddTokens(LoneDigits(text));
    }

    /// <summary>Tokens of a form that the text itself does not show.</summary>
    public void AddTokens(long tokens) => meter.AddTokens(tokens);

    private static long LoneDigits(ReadOnlySpan<char> text)
    {
        long more = 0;
        while (true)
        {
            var start = text.IndexOfAnyInRange('0', '9');
            if (start < 0) return more;
            text = text[start..];
            var end = text.IndexOfAnyExceptInRange('0', '9');
            var length = end < 0 ? text.Length : end;
            more += length - ((length + DigitsTogether - 1) / DigitsTogether);
            text = text[length..];
        }
    }
}
