using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace LlmGateway.Metering.Json;

/// <summary>The text between the quotes of a JSON string, unescaped piece by piece without making a string of it.</summary>
internal static class JsonText
{
    /// <summary>Decodes as much as fits. Invalid UTF-8 and single surrogates are passed as they are: this only counts.</summary>
    /// <param name="json">UTF-8 with escapes; never cut inside an escape.</param>
    /// <param name="text">At least two characters.</param>
    public static (int Read, int Written) Decode(ReadOnlySpan<byte> json, Span<char> text)
    {
        int read = 0, written = 0;
        while (read < json.Length && written < text.Length)
        {
            var escape = json[read..].IndexOf((byte)'\\');
            if (escape == 0)
            {
                (var length, text[written++]) = Escape(json[read..]);
                read += length;
                continue;
            }

            var plain = escape < 0 ? json[read..] : json.Slice(read, escape);
            var status = Utf8.ToUtf16(plain, text[written..], out var bytes, out var characters);
            (read, written) = (read + bytes, written + characters);
            if (status == OperationStatus.DestinationTooSmall) break; // Less than a whole character fits.
        }

        return (read, written);
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
