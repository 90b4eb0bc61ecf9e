using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace LlmGateway.Ledger;

/// <summary>
/// Names that a provider or a client chose, as every database takes them: PostgreSQL refuses a NUL and an index entry of some kilobytes, and one row that cannot be
/// written would keep all the others out of the ledger.
/// </summary>
internal static class LedgerText
{
    /// <summary>Characters; the longest real one (an operation of Gemini) has under 150.</summary>
    private const int Longest = 256;

    private const char Replacement = '\uFFFD';

    /// <summary>Half of a surrogate pair is unfit, and so a whole one is replaced as well: no name has any.</summary>
    private static readonly SearchValues<char> s_unfit =
        SearchValues.Create([.. Enumerable.Range(char.MinValue, char.MaxValue + 1).Select(code => (char)code).Where(character => char.IsControl(character) || char.IsSurrogate(character))]);

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text)
    {
        if (text is null || (text.Length <= Longest && !text.AsSpan().ContainsAny(s_unfit))) return text;
        return string.Create(Math.Min(text.Length, Longest), text, (clean, whole) =>
        {
            for (var i = 0; i < clean.Length; i++) clean[i] = s_unfit.Contains(whole[i]) ? Replacement : whole[i];
        });
    }
}
