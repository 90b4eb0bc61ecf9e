using Microsoft.ML.Tokenizers;

namespace LlmGateway.Metering.Tokens;

/// <summary>
/// Counts tokens with a provider's tokenizer, in pieces of at most 512 characters: the byte-pair merge is quadratic in long runs without a
/// break, and a megabyte of one character would cost seconds of CPU. Cutting adds some 0.05 % on ordinary text.
/// </summary>
public sealed class TokenCounter
{
    private const int LargestPiece = 512;
    private const int Samples = 32;

    private static readonly TokenCounter s_o200k = new("o200k_base");
    private static readonly TokenCounter s_cl100k = new("cl100k_base");

    private readonly TiktokenTokenizer _tokenizer;

    private TokenCounter(string encoding) => _tokenizer = TiktokenTokenizer.CreateForEncoding(encoding);

    /// <summary>The counter of an encoding; o200k_base for unknown ones, which newer models use.</summary>
    public static TokenCounter For(string encoding) => encoding == "cl100k_base" ? s_cl100k : s_o200k;

    public long Count(ReadOnlySpan<char> text)
    {
        long count = 0;
        while (!text.IsEmpty)
        {
            var length = PieceLength(text);
            count += _tokenizer.CountTokens(text[..length], considerPreTokenization: true, considerNormalization: false);
            text = text[length..];
        }

        return count;
    }

    /// <summary>A guess from evenly spaced pieces, for text so long that counting it would cost more than it is worth.</summary>
    public long Sample(ReadOnlySpan<char> text)
    {
        if (text.Length <= LargestPiece * Samples) return Count(text);
        long tokens = 0, characters = 0;
        var step = (text.Length - LargestPiece) / (Samples - 1);
        for (var i = 0; i < Samples; i++)
        {
            var piece = text.Slice(i * step, LargestPiece);
            if (char.IsLowSurrogate(piece[0])) piece = piece[1..];
            if (char.IsHighSurrogate(piece[^1])) piece = piece[..^1];
            tokens += _tokenizer.CountTokens(piece, considerPreTokenization: true, considerNormalization: false);
            characters += piece.Length;
        }

        return (long)Math.Ceiling((decimal)tokens * text.Length / characters);
    }

    private static int PieceLength(ReadOnlySpan<char> text)
    {
        if (text.Length <= LargestPiece) return text.Length;
        var space = text[(LargestPiece / 2)..LargestPiece].LastIndexOf(' ');
        if (space >= 0) return (LargestPiece / 2) + space; // The space begins the next piece, as it begins a token.
        return char.IsHighSurrogate(text[LargestPiece - 1]) ? LargestPiece - 1 : LargestPiece;
    }
}
