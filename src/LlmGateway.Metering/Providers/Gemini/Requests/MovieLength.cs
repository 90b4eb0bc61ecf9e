using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>Seconds of a video, from the movie header of an MP4 or MOV, wherever in the file it stands. No picture is decoded.</summary>
internal static class MovieLength
{
    private const int Piece = 64 * 1024; // Whole groups of four characters.
    private const int Overlap = 64;
    private const decimal Longest = 24 * 3600;

    /// <summary>Null if no movie header is found.</summary>
    public static decimal? Of(ReadOnlySpan<byte> base64)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Overlap + Piece);
        try
        {
            var kept = 0;
            for (var at = 0; at < base64.Length; at += Piece)
            {
                var piece = base64.Slice(at, Math.Min(Piece, base64.Length - at));
                if (Base64.DecodeFromUtf8(piece, buffer.AsSpan(kept), out _, out var written) != OperationStatus.Done) return null;
                var bytes = buffer.AsSpan(0, kept + written);
                if (bytes.IndexOf("mvhd"u8) is >= 0 and var header && Read(bytes[(header + 4)..]) is { } seconds) return seconds;
                kept = Math.Min(Overlap, bytes.Length);
                bytes[^kept..].CopyTo(buffer);
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Version, times, time scale and duration (ISO/IEC 14496-12, 8.2.2).</summary>
    private static decimal? Read(ReadOnlySpan<byte> header)
    {
        if (header.Length < 32) return null;
        var wide = header[0] == 1;
        var scale = BinaryPrimitives.ReadUInt32BigEndian(header[(wide ? 20 : 12)..]);
        var duration = wide ? BinaryPrimitives.ReadUInt64BigEndian(header[24..]) : BinaryPrimitives.ReadUInt32BigEndian(header[16..]);
        return scale == 0 ? null : Sensible((decimal)duration / scale);
    }

    private static decimal? Sensible(decimal seconds) => seconds is > 0 and <= Longest ? seconds : null;
}
