using System.Globalization;

namespace LlmGateway.Metering.Json;

/// <summary>Escaped surrogates in JSON text (RFC 8259, section 8.2): a half without its other half is no character, and readers differ in what they make of it.</summary>
internal static class SurrogateEscapes
{
    private const int EscapeLength = 6; // \uXXXX

    /// <summary>True unless a half stands alone. What is no valid escape is not judged here.</summary>
    public static bool AreWhole(ReadOnlySpan<byte> json)
    {
        int at;
        while ((at = json.IndexOf((byte)'\\')) >= 0)
        {
            json = json[at..];
            if (CodeUnit(json) is not { } unit) json = json[Math.Min(2, json.Length)..];
            else if (!char.IsSurrogate(unit)) json = json[EscapeLength..];
            else if (char.IsHighSurrogate(unit) && CodeUnit(json[EscapeLength..]) is { } next && char.IsLowSurrogate(next)) json = json[(2 * EscapeLength)..];
            else return false;
        }

        return true;
    }

    private static char? CodeUnit(ReadOnlySpan<byte> escape) =>
        escape.Length >= EscapeLength && escape[0] == '\\' && escape[1] == 'u' && ushort.TryParse(escape[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
