using System.Runtime.CompilerServices;
using Microsoft.ML.Tokenizers;

namespace LlmGateway.Metering.Tokens;

/// <summary>
/// Counts tokens with a provider's tokenizer, word by word; common words are known from before. A word is encoded in pieces of at most 64
/// characters: the byte-pair merge is quadratic, and a megabyte of one character would cost seconds of CPU. Nothing is allocated for a word that is known.
/// Special tokens written out in a text (<c>&lt;|endoftext|&gt;</c>) count as the text they are, as the providers take them.
/// </summary>
public sealed class TokenCounter
{
    private const int LargestPiece = 64;

    private static readonly Lazy<TokenCounter> s_o200k = new(() => new("o200k_base"));
    private static readonly Lazy<TokenCounter> s_cl100k = new(() => new("cl100k_base"));

    private readonly TiktokenTokenizer _tokenizer;
    private readonly WordCache _words = new();
    private readonly bool _cl100k;

    private TokenCounter(string encoding)
    {
        _tokenizer = TiktokenTokenizer.CreateForEncoding(encoding);
        _cl100k = encoding == "cl100k_base";
    }

    /// <summary>The counter of an encoding; o200k_base for unknown ones, which newer models use.</summary>
    public static TokenCounter For(string encoding) => (encoding == "cl100k_base" ? s_cl100k : s_o200k).Value;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Count(ReadOnlySpan<char> text)
    {
        long count = 0;
        while (!text.IsEmpty)
        {
            var length = _cl100k ? WordSplitter.FirstCl100k(text) : WordSplitter.FirstO200k(text);
            count += CountWord(text[..length]);
            text = text[length..];
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long CountWord(ReadOnlySpan<char> word)
    {
        long count = 0;
        while (word.Length > LargestPiece)
        {
            var piece = char.IsHighSurrogate(word[LargestPiece - 1]) ? LargestPiece - 1 : LargestPiece;
            count += CountPiece(word[..piece]);
            word = word[piece..];
        }

        return count + CountPiece(word);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int CountPiece(ReadOnlySpan<char> piece)
    {
        if (piece.Length == 1 && piece[0] < 0x80) return 1;
        var known = _words.Find(piece, out var slot);
        if (known >= 0) return known;
        var count = _tokenizer.CountTokens(piece, considerPreTokenization: false, considerNormalization: false);
        _words.Remember(slot, piece, count);
        return count;
    }
}
