using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Tokens;

/// <summary>
/// Adds up the text of one request. <see cref="Expected"/> is the tokenizer's count; of text beyond <see cref="SampledFrom"/> in all, evenly spaced pieces
/// are counted and the rest is taken to be like them. <see cref="Bytes"/> bounds it: no token of a byte-level vocabulary is shorter than one byte of UTF-8.
/// </summary>
public sealed class TextMeter(TokenCounter counter, bool exactly)
{
    /// <summary>From here on text is sampled, in characters over all text of the request.</summary>
    public const int SampledFrom = 32 * 1024;
    private const int Sample = 512;
    private const int LeastGap = 4096;

    /// <summary>The gap grows with the text, so that the samples of any length cost about the same.</summary>
    private const int GapShare = 64;
    private const int Window = 16 * 1024;

    /// <summary>Of a string that is known to be long, so much is counted before samples are taken.</summary>
    private const int BeginningOfLong = 8 * 1024;

    /// <summary>Bytes that one character may be written in: a backslash, u and four digits.</summary>
    private const int LongestEscape = 6;

    private long _beginning = SampledFrom;
    private long _leastGap = LeastGap;
    private long _tokens;
    private long _counted;
    private long _skipped;
    private long _gapLeft;

    /// <summary>UTF-8 bytes of all text.</summary>
    public long Bytes { get; private set; }

    /// <summary>Tokens that are known for sure (overheads, token arrays).</summary>
    public long Overhead { get; private set; }

    /// <summary>True if the count is a guess from samples.</summary>
    public bool Sampled => _skipped > 0;

    public long Expected => checked(_tokens + Overhead + (_skipped == 0 ? 0 : (long)Math.Ceiling((decimal)_tokens * _skipped / _counted)));

    /// <summary>Never fewer than the true count of the text itself.</summary>
    public long Ceiling => checked(Bytes + Overhead);

    /// <summary>Tokens of the chat format and the like.</summary>
    public void AddTokens(long tokens) => Overhead = checked(Overhead + tokens);

    public void Add(string? text)
    {
        Expect(text?.Length ?? 0);
        Add(text.AsSpan());
    }

    public void Add(ReadOnlySpan<char> text)
    {
        Bytes += Encoding.UTF8.GetByteCount(text);
        if (exactly)
        {
            _tokens += counter.Count(text);
            return;
        }

        while (!text.IsEmpty) text = text[Take(text)..];
    }

    /// <summary>The text of a JSON string, which is not made into a string.</summary>
    public void Add(JsonElement text)
    {
        if (text.ValueKind == JsonValueKind.String) AddEscaped(JsonMarshal.GetRawUtf8Value(text)[1..^1]);
    }

    /// <summary>The name of a member.</summary>
    public void AddName(JsonProperty member) => AddEscaped(JsonMarshal.GetRawUtf8PropertyName(member));

    /// <summary>Text as it stands between the quotes of a JSON string.</summary>
    internal void AddEscaped(ReadOnlySpan<byte> json)
    {
        if (json.Length > LongestEscape * SampledFrom) Expect(json.Length);
        var buffer = ArrayPool<char>.Shared.Rent(Math.Min(json.Length, Window) + 2);
        while (!json.IsEmpty)
        {
            if (_gapLeft > 0)
            {
                // Most of a megabyte is passed by, and only counted.
                var (passed, characters, bytes) = JsonText.Pass(json, _gapLeft);
                (_gapLeft, _skipped, Bytes) = (_gapLeft - characters, _skipped + characters, Bytes + bytes);
                json = json[passed..];
                if (passed > 0) continue;
            }

            var (read, written) = JsonText.Decode(json, _counted >= _beginning ? buffer.AsSpan(0, Math.Min(buffer.Length, 2 * Sample)) : buffer);
            Add(buffer.AsSpan(0, written));
            json = json[read..];
        }

        ArrayPool<char>.Shared.Return(buffer);
    }

    /// <summary>Counts or skips from the beginning of a text; answers how many characters.</summary>
    private int Take(ReadOnlySpan<char> text)
    {
        if (_gapLeft > 0)
        {
            var skip = (int)Math.Min(_gapLeft, text.Length);
            (_gapLeft, _skipped) = (_gapLeft - skip, _skipped + skip);
            return skip;
        }

        var beyond = _counted >= _beginning;
        var take = (int)Math.Min(text.Length, beyond ? Sample : _beginning - _counted);
        if (take < text.Length) take = EndOfWord(text, take);
        _tokens += counter.Count(text[..take]);
        _counted += take;
        if (_counted >= _beginning) _gapLeft = Math.Max(_leastGap, (_counted + _skipped) / GapShare);
        return take;
    }

    /// <summary>A string that will be sampled anyway is sampled from near its beginning, in as many pieces as any other: a megabyte costs no more than a hundred kilobytes.</summary>
    private void Expect(int length)
    {
        if (length <= SampledFrom) return;
        _beginning = BeginningOfLong;
        _leastGap = Math.Max(_leastGap, length / GapShare);
    }

    /// <summary>A cut inside a word would count it twice: the space behind it begins the next piece, as it begins a token.</summary>
    private static int EndOfWord(ReadOnlySpan<char> text, int from)
    {
        var space = text[from..Math.Min(text.Length, from + Sample)].IndexOf(' ');
        if (space >= 0) return from + space;
        return char.IsHighSurrogate(text[from - 1]) ? from + 1 : from;
    }
}
