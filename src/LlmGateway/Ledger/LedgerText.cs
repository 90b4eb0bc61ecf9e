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

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Clean(string? text)
    {
        if (text is null || (text.Length <= Longest && !text.Any(IsUnfit))) return text;
        return string.Create(Math.Min(text.Length, Longest), text, (clean, whole) =>
        {
            for (var i = 0; i < clean.Length; i++) clean[i] = IsUnfit(whole[i]) ? Replacement : whole[i];
        });
    }

    /// <summary>Half of a surrogate pair is unfit, and so a whole one is replaced as well: no name has any.</summary>
    private static bool IsUnfit(char character) => char.IsControl(character) || char.IsSurrogate(character);
}
