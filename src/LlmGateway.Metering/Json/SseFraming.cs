namespace LlmGateway.Metering.Json;

/// <summary>
/// Server-sent events from bytes that may be split anywhere (HTML standard, section 9.2.6): LF, CRLF or CR, a BOM, comments, several
/// data lines, and a last event without its blank line. Nothing is buffered here but the name of a field.
/// </summary>
internal abstract class SseFraming
{
    private const int LongestEventName = 256;

    private readonly byte[] _field = new byte[8];
    private readonly byte[] _name = new byte[LongestEventName];
    private int _fieldLength;
    private int _nameLength;
    private Line _line;
    private bool _begun;
    private bool _skipsSpace;
    private bool _hasData;
    private bool _afterReturn;
    private bool _isFirstLine = true;

    private enum Line { Undecided, Data, Name, Ignored }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_afterReturn)
            {
                _afterReturn = false;
                if (bytes[0] == (byte)'\n') { bytes = bytes[1..]; continue; }
            }

            if (IsBetweenEvents && TryReadWhole(ref bytes)) continue;
            var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                Piece(bytes);
                return;
            }

            _afterReturn = bytes[end] == (byte)'\r';
            Piece(bytes[..end]);
            EndLine();
            bytes = bytes[(end + 1)..];
        }
    }

    /// <summary>Shows a last event that lacks its blank line.</summary>
    public void Complete()
    {
        if (_begun) EndLine();
        Dispatch();
    }

    /// <summary>Takes a piece of the event's data; between two data lines stands a line feed.</summary>
    protected abstract void Data(ReadOnlySpan<byte> piece);

    /// <summary>Takes an event without a name, whole.</summary>
    protected virtual void Whole(ReadOnlySpan<byte> data)
    {
        Data(data);
        EndEvent(default);
    }

    /// <summary>Ends an event that had data.</summary>
    /// <param name="name">The event's name, empty if it has none.</param>
    protected abstract void EndEvent(ReadOnlySpan<byte> name);

    private bool IsBetweenEvents => !_begun && !_hasData && _nameLength == 0;

    /// <summary>An event as nearly all are: one line of data, which lies here whole, and a blank one.</summary>
    private bool TryReadWhole(ref ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("data:"u8)) return false;
        var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0 || !bytes[end..].StartsWith("\n\n"u8)) return false;
        var data = bytes["data:".Length..end];
        Whole(data is [(byte)' ', ..] ? data[1..] : data);
        bytes = bytes[(end + 2)..];
        _isFirstLine = false;
        return true;
    }

    private void Piece(ReadOnlySpan<byte> piece)
    {
        _begun |= !piece.IsEmpty;
        while (_line == Line.Undecided && !piece.IsEmpty)
        {
            if (piece[0] == (byte)':') Decide();
            else if (_fieldLength < _field.Length) _field[_fieldLength++] = piece[0];
            else _line = Line.Ignored;
            piece = piece[1..];
        }

        if (piece.IsEmpty || _line is Line.Ignored) return;
        if (_skipsSpace)
        {
            _skipsSpace = false;
            if (piece[0] == (byte)' ') piece = piece[1..];
        }

        if (_line == Line.Data) Data(piece);
        else Name(piece);
    }

    /// <summary>The field's name is known: at its colon, or at the end of a line without one.</summary>
    private void Decide()
    {
        var field = _field.AsSpan(0, _fieldLength);
        if (_isFirstLine && field.StartsWith("\uFEFF"u8)) field = field[3..];
        (_line, _skipsSpace) = (Line.Ignored, true);
        if (field.SequenceEqual("data"u8))
        {
            if (_hasData) Data("\n"u8);
            (_line, _hasData) = (Line.Data, true);
        }
        else if (field.SequenceEqual("event"u8)) (_line, _nameLength) = (Line.Name, 0);
    }

    private void Name(ReadOnlySpan<byte> piece)
    {
        var kept = piece[..Math.Min(piece.Length, LongestEventName - _nameLength)];
        kept.CopyTo(_name.AsSpan(_nameLength));
        _nameLength += kept.Length;
    }

    private void EndLine()
    {
        if (!_begun) Dispatch();
        else if (_line == Line.Undecided) Decide();
        (_line, _fieldLength, _begun, _isFirstLine) = (Line.Undecided, 0, false, false);
    }

    private void Dispatch()
    {
        if (_hasData) EndEvent(_name.AsSpan(0, _nameLength));
        (_hasData, _nameLength) = (false, 0);
    }
}
