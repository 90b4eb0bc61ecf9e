using System.Buffers.Binary;

namespace LlmGateway.Metering.Tokens;

/// <summary>Length of a sound, from the first bytes of its file and the file's size; the sound itself is never decoded.</summary>
/// <param name="Milliseconds">Rounded up.</param>
/// <param name="IsCertain">True if the format leaves nothing open: plain samples in a WAV file.</param>
internal readonly record struct AudioLength(long Milliseconds, bool IsCertain)
{
    /// <summary>The fewest bytes a second that speech is sent with where the format does not say (16 kbit/s, Opus at its lowest useful rate).</summary>
    private const long LeastBytesPerSecond = 2_000;
    private const int PlainSamples = 1;

    /// <summary>kbit/s by index, MPEG-1 layer III and MPEG-2/2.5 layer III (ISO 11172-3, 13818-3).</summary>
    private static readonly int[] s_mpeg1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] s_mpeg2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

    /// <summary>The length if the format tells its rate, else null.</summary>
    public static AudioLength? Told(ReadOnlySpan<byte> head, long size)
    {
        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WAVE"u8)) return Wave(head, size);
        return Mp3(head) is { } rate ? new(At(rate, size), false) : null;
    }

    /// <summary>The length, or the most that a file of this size can have.</summary>
    public static AudioLength Of(ReadOnlySpan<byte> head, long size) => Told(head, size) ?? new(At(LeastBytesPerSecond, size), false);

    /// <summary>Milliseconds of so many bytes at a byte rate.</summary>
    public static long At(long bytesPerSecond, long size) => ((size * 1000) + bytesPerSecond - 1) / bytesPerSecond;

    /// <summary>The fmt chunk (Microsoft RIFF WAVE). Samples are as long as rate and block say, whatever the average rate beside them claims.</summary>
    private static AudioLength? Wave(ReadOnlySpan<byte> head, long size)
    {
        var format = head.IndexOf("fmt "u8);
        if (format < 0 || head.Length < format + 24) return null;
        var kind = BinaryPrimitives.ReadUInt16LittleEndian(head[(format + 8)..]);
        long rate = kind == PlainSamples
            ? (long)BinaryPrimitives.ReadUInt32LittleEndian(head[(format + 12)..]) * BinaryPrimitives.ReadUInt16LittleEndian(head[(format + 20)..])
            : BinaryPrimitives.ReadUInt32LittleEndian(head[(format + 16)..]);
        return rate == 0 ? null : new(At(rate, size), kind == PlainSamples);
    }

    /// <summary>Byte rate of the first frame behind an ID3 tag; speech services and recorders write a constant one.</summary>
    private static long? Mp3(ReadOnlySpan<byte> head)
    {
        var at = 0;
        if (head.Length > 10 && head.StartsWith("ID3"u8)) at = 10 + ((head[6] & 0x7F) << 21 | (head[7] & 0x7F) << 14 | (head[8] & 0x7F) << 7 | (head[9] & 0x7F));
        if (at + 4 > head.Length || head[at] != 0xFF || (head[at + 1] & 0xE0) != 0xE0) return null;
        var version = head[at + 1] >> 3 & 3;
        var layer = head[at + 1] >> 1 & 3;
        var index = head[at + 2] >> 4;
        return layer != 1 || version == 1 || index is 0 or 15 ? null : (version == 3 ? s_mpeg1 : s_mpeg2)[index] * 1000L / 8;
    }
}
