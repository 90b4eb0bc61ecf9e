using System.Text;

namespace LlmGateway.Metering.Tokens;

/// <summary>
/// Adds up the text of one request. <see cref="Expected"/> is the tokenizer's count (of a sample, if there is much text);
/// <see cref="Bytes"/> bounds it: no token of a byte-level vocabulary is shorter than one byte of UTF-8.
/// </summary>
public sealed class TextMeter(TokenCounter counter, bool exactly)
{
    /// <summary>From here on text is sampled, in bytes.</summary>
    public const int SampledFrom = 32 * 1024;

    private long _counted;

    /// <summary>UTF-8 bytes of all text.</summary>
    public long Bytes { get; private set; }

    /// <summary>Tokens that are known for sure (overheads, token arrays).</summary>
    public long Overhead { get; private set; }

    /// <summary>True if the count is a guess from a sample.</summary>
    public bool Sampled { get; private set; }

    public long Expected => checked(_counted + Overhead);

    /// <summary>Never fewer than the true count of the text itself.</summary>
    public long Ceiling => checked(Bytes + Overhead);

    public void Add(string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        var bytes = Encoding.UTF8.GetByteCount(text);
        Bytes += bytes;
        if (exactly || bytes <= SampledFrom)
        {
            _counted += counter.Count(text);
            return;
        }

        Sampled = true;
        _counted += counter.Sample(text);
    }

    /// <summary>Tokens of the chat format and the like.</summary>
    public void AddTokens(long tokens) => Overhead = checked(Overhead + tokens);
}
