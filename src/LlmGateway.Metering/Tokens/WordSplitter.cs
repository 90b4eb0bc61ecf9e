using System.Runtime.CompilerServices;
using static LlmGateway.Metering.Tokens.CharClasses;

namespace LlmGateway.Metering.Tokens;

/// <summary>
/// Cuts text into the words that a byte-pair encoding never merges across: the patterns of o200k_base and cl100k_base, written out, because the
/// regular expression costs several times as much as the encoding. A property test holds it against the library's own. Compiled at once with all optimisations:
/// few calls with much text each would run for long in the compiler's first version.
/// </summary>
internal static class WordSplitter
{
    private const int LongestNumber = 3;

    /// <summary>Length of the first word of text that is not empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FirstO200k(ReadOnlySpan<char> text)
    {
        var word = Word(text);
        if (word > 0) return word + Contraction(text[word..]);
        return Rest(text, breaksAndSlashes: true);
    }

    /// <summary>Length of the first word of text that is not empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FirstCl100k(ReadOnlySpan<char> text)
    {
        if (Contraction(text) is > 0 and var contraction) return contraction;
        var prefix = text[0].Is(Letter | Number | Break) ? 0 : 1;
        var letters = Run(text[prefix..], Letter);
        return letters > 0 ? prefix + letters : Rest(text, breaksAndSlashes: false);
    }

    /// <summary>
    /// <c>[^\r\n\p{L}\p{N}]?[Head]*[Tail]+</c>, else <c>[^\r\n\p{L}\p{N}]?[Head]+[Tail]*</c>, each first with the character in front and then without: it
    /// may be a mark, which is both.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Word(ReadOnlySpan<char> text)
    {
        var mayPrefix = !text[0].Is(Letter | Number | Break);
        if (mayPrefix && HeadsThenTails(text[1..]) is > 0 and var lower) return 1 + lower;
        if (HeadsThenTails(text) is > 0 and var plain) return plain;
        if (mayPrefix && HeadsMaybeTails(text[1..]) is > 0 and var upper) return 1 + upper;
        return HeadsMaybeTails(text);
    }

    /// <summary><c>[Head]*[Tail]+</c>: where no tail follows the heads, the last head that is a tail too is given back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int HeadsThenTails(ReadOnlySpan<char> text)
    {
        var heads = Run(text, Head);
        if (Run(text[heads..], Tail) is > 0 and var tails) return heads + tails;
        while (heads > 0 && !text[heads - 1].Is(Tail)) heads--;
        return heads;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int HeadsMaybeTails(ReadOnlySpan<char> text)
    {
        var heads = Run(text, Head);
        return heads == 0 ? 0 : heads + Run(text[heads..], Tail);
    }

    /// <summary>What is no word: numbers of up to three digits, signs, and white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Rest(ReadOnlySpan<char> text, bool breaksAndSlashes)
    {
        if (text[0].Is(Number)) return Run(text[..Math.Min(text.Length, LongestNumber)], Number);
        var space = text[0] == ' ' ? 1 : 0;
        var signs = NotIn(text[space..], Letter | Number | Space);
        if (signs > 0)
        {
            var end = space + signs;
            while (end < text.Length && (text[end].Is(Break) || (breaksAndSlashes && text[end] == '/'))) end++;
            return end;
        }

        return WhiteSpace(text, wholeAtEnd: !breaksAndSlashes);
    }

    /// <summary>Up to its last line break; else all but the last character, which the next word begins with; else one.</summary>
    private static int WhiteSpace(ReadOnlySpan<char> text, bool wholeAtEnd)
    {
        var run = Run(text, Space);
        if (wholeAtEnd && run == text.Length) return run;
        var lastBreak = text[..run].LastIndexOfAny('\r', '\n');
        if (lastBreak >= 0) return lastBreak + 1;
        return run == text.Length || run == 1 ? run : run - 1;
    }

    /// <summary><c>'s 't 're 've 'm 'll 'd</c> in either case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Contraction(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != '\'') return 0;
        var (first, second) = (Lower(text[1]), text.Length > 2 ? Lower(text[2]) : '\0');
        return first switch
        {
            's' or 't' or 'm' or 'd' => 2,
            'r' or 'v' when second == 'e' => 3,
            'l' when second == 'l' => 3,
            _ => 0,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static char Lower(char letter) => letter switch
    {
        >= 'A' and <= 'Z' => (char)(letter | 0x20),
        _ => letter,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Run(ReadOnlySpan<char> text, int classes)
    {
        var length = 0;
        while (length < text.Length && text[length].Is(classes)) length++;
        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NotIn(ReadOnlySpan<char> text, int classes)
    {
        var length = 0;
        while (length < text.Length && !text[length].Is(classes)) length++;
        return length;
    }
}
