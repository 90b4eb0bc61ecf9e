namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Takes an answer out of its frame, split anywhere, and hands its JSON on without keeping any: a JSON document, an array of them, or
/// server-sent events (HTML standard, section 9.2.6) with LF, CR or CRLF. The first byte tells which; the Content-Type may be wrong, for
/// a failed stream is a bare JSON document under <c>text/event-stream</c> (recordings/ODDITIES.md).
/// </summary>
internal sealed class AnswerFrame(JsonPicker picker)
{
    private static readonly byte[] s_field = [.. "data:"u8];

    private Frame _frame;
    private Line _line;
    private int _matched;
    private bool _afterReturn;

    private enum Frame
    {
        Unknown,
        Json,
        Events,
    }

    private enum Line
    {
        Begins,
        Space,
        Wanted,
        Other,
    }

    /// <summary>True if the answer is a stream of events.</summary>
    public bool IsEvents => _frame == Frame.Events;

    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (_frame == Frame.Unknown) bytes = Recognise(bytes);
        if (_frame == Frame.Json) picker.Read(bytes);
        else if (_frame == Frame.Events) Events(bytes);
    }

    private ReadOnlySpan<byte> Recognise(ReadOnlySpan<byte> bytes)
    {
        // Blank bytes and a byte order mark tell nothing.
        var first = bytes.IndexOfAnyExcept("\uFEFF \r\n\t"u8);
        if (first < 0) return [];
        _frame = bytes[first] is (byte)'{' or (byte)'[' ? Frame.Json : Frame.Events;
        return bytes[first..];
    }

    private void Events(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_afterReturn)
            {
                _afterReturn = false;
                if (bytes[0] == (byte)'\n')
                {
                    bytes = bytes[1..];
                    continue;
                }
            }

            bytes = _line switch
            {
                Line.Begins => Begin(bytes),
                Line.Space => Space(bytes),
                _ => Rest(bytes),
            };
        }
    }

    private ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] is (byte)'\r' or (byte)'\n')
        {
            if (_matched == 0) picker.Reset(); // A blank line ends the event.
            return EndLine(bytes);
        }

        if (bytes[0] != s_field[_matched])
        {
            _line = Line.Other;
            return bytes;
        }

        if (++_matched == s_field.Length) _line = Line.Space;
        return bytes[1..];
    }

    private ReadOnlySpan<byte> Space(ReadOnlySpan<byte> bytes)
    {
        _line = Line.Wanted;
        return bytes[0] == (byte)' ' ? bytes[1..] : bytes;
    }

    private ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        if (_line == Line.Wanted) picker.Read(end < 0 ? bytes : bytes[..end]);
        return end < 0 ? [] : EndLine(bytes[end..]);
    }

    private ReadOnlySpan<byte> EndLine(ReadOnlySpan<byte> bytes)
    {
        _afterReturn = bytes[0] == (byte)'\r';
        (_line, _matched) = (Line.Begins, 0);
        return bytes[1..];
    }
}
