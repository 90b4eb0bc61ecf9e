using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace LlmGateway.Metering.Json;

/// <summary>The text between the quotes of a JSON string, unescaped piece by piece without making a string of it.</summary>
internal static class JsonText
{
    private const byte Backslash = (byte)'\\';

    /// <summary>A UTF-16 character is three bytes of UTF-8 at most.</summary>
    private const int BytesOfCharacter = 3;

    /// <summary>Decodes as much as fits. Invalid UTF-8 and single surrogates are passed as they are: this only counts.</summary>
    /// <param name="json">UTF-8 with escapes; never cut inside an escape.</param>
    /// <param name="text">At least two characters.</param>
    public static (int Read, int Written) Decode(ReadOnlySpan<byte> json, Span<char> text)
    {
        int read = 0, written = 0;
        while (read < json.Length && written < text.Length)
        {
            if (json[read] == Backslash)
            {
                var (length, character) = Escape(json[read..]);
                if (char.IsHighSurrogate(character) && written > 0 && written + 1 == text.Length) break; // Its other half would not fit.
                text[written++] = character;
                read += length;
                continue;
            }

            // No further than what can fit: the rest may be a megabyte, and is looked through again for the next piece.
            var rest = json.Slice(read, Math.Min(json.Length - read, BytesOfCharacter * (text.Length - written)));
            var escape = rest.IndexOf(Backslash);
            var plain = escape >= 0 ? rest[..escape] : rest.Length < json.Length - read ? WholeCharacters(rest) : rest;
            var status = Utf8.ToUtf16(plain, text[written..], out var bytes, out var characters);
            (read, written) = (read + bytes, written + characters);
            if (bytes == 0 || status == OperationStatus.DestinationTooSmall) break; // Less than a whole character fits.
        }

        return (read, written);
    }

    /// <summary>Passes by at most so many characters without decoding them, and counts them. Fewer where the next one needs decoding (a surrogate pair, or a character at the edge).</summary>
    /// <param name="json">Valid UTF-8 with escapes; never cut inside an escape.</param>
    /// <returns>Bytes of JSON, UTF-16 characters of the text, UTF-8 bytes of the text.</returns>
    public static (int Read, int Characters, int Bytes) Pass(ReadOnlySpan<byte> json, long most)
    {
        int read = 0, characters = 0, bytes = 0;
        while (read < json.Length && characters < most)
        {
            if (json[read] == Backslash)
            {
                var (length, character) = Escape(json[read..]);
                if (char.IsSurrogate(character)) break;
                (read, characters, bytes) = (read + length, characters + 1, bytes + new Rune(character).Utf8SequenceLength);
                continue;
            }

            var rest = json.Slice(read, (int)Math.Min(json.Length - read, most - characters));
            var escape = rest.IndexOf(Backslash);
            var plain = WholeCharacters(escape < 0 ? rest : rest[..escape]);
            if (plain.IsEmpty) break;
            (read, bytes) = (read + plain.Length, bytes + plain.Length);
            characters += Ascii.IsValid(plain) ? plain.Length : Encoding.UTF8.GetCharCount(plain);
        }

        return (read, characters, bytes);
    }

    /// <summary>Without a last character that is cut.</summary>
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> text)
    {
        var start = text.Length - 1;
        while (start > 0 && (text[start] & 0xC0) == 0x80) start--;
        var length = text[start] switch { < 0x80 => 1, < 0xE0 => 2, < 0xF0 => 3, _ => 4 };
        return start + length > text.Length ? text[..start] : text;
    }

    private static (int Length, char Character) Escape(ReadOnlySpan<byte> json)
    {
        if (json.Length < 2) return (json.Length, '\\');
        if (json[1] == (byte)'u' && json.Length >= 6 && ushort.TryParse(json[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)) return (6, (char)unit);
        return (2, json[1] switch
        {
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            var other => (char)other,
        });
    }
}
