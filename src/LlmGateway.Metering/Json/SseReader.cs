using System.Buffers;

namespace LlmGateway.Metering.Json;

/// <summary>What a reader of events is called back with: the event's name (empty if none) and its data, valid during the call only.</summary>
internal delegate void SseEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

/// <summary>
/// Server-sent events from bytes that may be split anywhere (HTML standard, section 9.2.6): LF, CRLF or CR, a BOM, comments, several
/// data lines, and a last event without its blank line. Memory is bounded: of an event above <see cref="LargestEvent"/> nothing is shown.
/// </summary>
internal sealed class SseReader(SseEvent onEvent)
{
    /// <summary>Images come as one event of some megabytes.</summary>
    public const int LargestEvent = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ArrayBufferWriter<byte> _data = new();
    private readonly ArrayBufferWriter<byte> _name = new(64);
    private long _lineLength;
    private bool _hasData;
    private bool _tooLarge;
    private bool _lastWasReturn;
    private bool _started;

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_lastWasReturn)
            {
                _lastWasReturn = false;
                if (bytes[0] == (byte)'\n') { bytes = bytes[1..]; continue; }
            }

            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                Keep(bytes);
                return;
            }

            _lastWasReturn = bytes[end] == (byte)'\r';
            if (_lineLength == 0) Line(bytes[..end]);
            else
            {
                Keep(bytes[..end]);
                if (!_tooLarge) Line(_line.WrittenSpan);
                _line.ResetWrittenCount();
            }

            _lineLength = 0;

            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Shows a last event that lacks its blank line.</summary>
    public void Complete()
    {
        if (_line.WrittenCount > 0)
        {
            Line(_line.WrittenSpan);
            _line.ResetWrittenCount();
        }

        Dispatch();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        _lineLength += bytes.Length;
        if (_line.WrittenCount + _data.WrittenCount + bytes.Length > LargestEvent) _tooLarge = true;
        if (!_tooLarge) _line.Write(bytes);
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        if (!_started)
        {
            _started = true;
            if (line.StartsWith("\uFEFF"u8)) line = line[3..];
        }

        if (line.IsEmpty)
        {
            Dispatch();
            return;
        }

        if (_tooLarge) return;
        var colon = line.IndexOf((byte)':');
        if (colon == 0) return;
        var field = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? [] : line[(colon + 1)..];
        if (value.Length > 0 && value[0] == (byte)' ') value = value[1..];
        if (field.SequenceEqual("data"u8))
        {
            if (_hasData) _data.Write("\n"u8);
            if (_data.WrittenCount + value.Length > LargestEvent) _tooLarge = true;
            else _data.Write(value);
            _hasData = true;
        }
        else if (field.SequenceEqual("event"u8))
        {
            _name.ResetWrittenCount();
            _name.Write(value[..Math.Min(value.Length, 256)]);
        }
    }

    private void Dispatch()
    {
        if (_hasData && !_tooLarge) onEvent(_name.WrittenSpan, _data.WrittenSpan);
        _data.ResetWrittenCount();
        _name.ResetWrittenCount();
        (_hasData, _tooLarge) = (false, false);
    }
}
