using System.Buffers.Binary;

namespace LlmGateway.Metering.Tokens;

/// <summary>Width and height from the first bytes of a PNG, GIF, WebP or JPEG; the image itself is never decoded.</summary>
public static class ImageSize
{
    private const int LargestHeader = 64 * 1024;

    /// <summary>Reads from base64; null if the format is another, or the size is not within the first 64 kB.</summary>
    public static (int Width, int Height)? FromBase64(ReadOnlySpan<char> base64)
    {
        var length = Math.Min(base64.Length, LargestHeader / 3 * 4) & ~3;
        var bytes = new byte[length / 4 * 3];
        return Convert.TryFromBase64Chars(base64[..length], bytes, out var written) ? FromBytes(bytes.AsSpan(0, written)) : null;
    }

    public static (int Width, int Height)? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 4 && bytes[0] == 0x89 && bytes[1..4].SequenceEqual("PNG"u8))
        {
            return bytes.Length >= 24 ? Positive(BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..])) : null;
        }

        if (bytes.StartsWith("GIF8"u8) && bytes.Length >= 10) return Positive(BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]));
        if (bytes.Length >= 30 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8)) return WebP(bytes);
        return bytes.Length > 4 && bytes[0] == 0xFF && bytes[1] == 0xD8 ? Jpeg(bytes) : null;
    }

    private static (int, int)? WebP(ReadOnlySpan<byte> bytes) => bytes[12..16] switch
    {
        var kind when kind.SequenceEqual("VP8 "u8) => Positive(BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]) & 0x3FFF),
        var kind when kind.SequenceEqual("VP8L"u8) => LossLess(BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..])),
        var kind when kind.SequenceEqual("VP8X"u8) => Positive((bytes[24] | (bytes[25] << 8) | (bytes[26] << 16)) + 1, (bytes[27] | (bytes[28] << 8) | (bytes[29] << 16)) + 1),
        _ => null,
    };

    private static (int, int)? LossLess(uint bits) => Positive((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);

    /// <summary>Walks the segments to the frame header (SOF0 to SOF15, but for DHT, JPG and DAC).</summary>
    private static (int, int)? Jpeg(ReadOnlySpan<byte> bytes)
    {
        var at = 2;
        while (at + 9 < bytes.Length)
        {
            if (bytes[at] != 0xFF) return null;
            var marker = bytes[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC)
            {
                return Positive(BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        return null;
    }

    private static (int, int)? Positive(int width, int height) => width > 0 && height > 0 ? (width, height) : null;
}
