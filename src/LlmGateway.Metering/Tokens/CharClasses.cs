using System.Globalization;
using System.Runtime.CompilerServices;

namespace LlmGateway.Metering.Tokens;

/// <summary>What the tokenizers' patterns ask of a UTF-16 unit, looked up in one table.</summary>
internal static class CharClasses
{
    /// <summary>\p{L}</summary>
    public const byte Letter = 1;

    /// <summary>\p{N}</summary>
    public const byte Number = 2;

    /// <summary>\s</summary>
    public const byte Space = 4;

    /// <summary>[\r\n]</summary>
    public const byte Break = 8;

    /// <summary>[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]: what a word may begin with.</summary>
    public const byte Head = 16;

    /// <summary>[\p{Ll}\p{Lm}\p{Lo}\p{M}]: what a word may go on with.</summary>
    public const byte Tail = 32;

    private static readonly byte[] s_table = Fill();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(this char character, int classes) => (s_table[character] & classes) != 0;

    private static byte[] Fill()
    {
        var table = new byte[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++) table[i] = Of((char)i);
        return table;
    }

    private static byte Of(char character)
    {
        var classes = char.GetUnicodeCategory(character) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => Letter | Head,
            UnicodeCategory.LowercaseLetter => Letter | Tail,
            UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Letter | Head | Tail,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => Head | Tail,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Number,
            _ => 0,
        };
        if (char.IsWhiteSpace(character)) classes |= Space;
        return (byte)(character is '\r' or '\n' ? classes | Break : classes);
    }
}
