using System.Globalization;
using System.Text;

namespace LlmGateway.Metering.Providers.OpenAI.Audio;

/// <summary>Finds the last end of a caption in srt or vtt: <c>00:01:02,500 --> 00:01:04,000</c> (vtt writes a point, and may leave out the hours).</summary>
internal sealed class TimeStamps
{
    private const int LongestStamp = 64;

    private readonly byte[] _line = new byte[LongestStamp];
    private int _length;
    private bool _isLong;

    /// <summary>Null if there was no stamp: plain text.</summary>
    public long? LastMilliseconds { get; private set; }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            Keep(end < 0 ? bytes : bytes[..end]);
            if (end < 0) return;
            Complete();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Ends a line.</summary>
    public void Complete()
    {
        var line = _line.AsSpan(0, _length);
        var arrow = line.IndexOf("-->"u8);
        if (!_isLong && arrow >= 0 && Parse(Encoding.UTF8.GetString(line[(arrow + 3)..]).Trim()) is { } end) LastMilliseconds = Math.Max(LastMilliseconds ?? 0, end);
        (_length, _isLong) = (0, false);
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        _isLong |= _length + piece.Length > LongestStamp;
        if (_isLong) return;
        piece.CopyTo(_line.AsSpan(_length));
        _length += piece.Length;
    }

    /// <summary>Settings of a vtt cue may stand behind the stamp.</summary>
    private static long? Parse(string stamp)
    {
        long total = 0;
        var parts = stamp.Split(' ')[0].Replace(',', '.').Split(':');
        if (parts.Length > 3) return null;
        foreach (var part in parts)
        {
            if (!decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number >= 1_000_000) return null;
            total = (total * 60) + (long)(number * 1000);
        }

        return total;
    }
}
