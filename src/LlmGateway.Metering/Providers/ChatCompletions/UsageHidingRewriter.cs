using System.Buffers;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>
/// Hides from a client what only we asked for: the usage chunk at the end of a chat stream (its choices are empty, and code that reads
/// <c>choices[0]</c> breaks on it) and the member <c>"usage":null</c> of the others. Everything else passes byte for byte, event by event.
/// </summary>
internal sealed class UsageHidingRewriter : ResponseRewriter
{
    private const int LargestEvent = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _event = new();
    private bool _lineHasBytes;
    private bool _afterReturn;
    private bool _endedAtReturn;
    private bool _passing;
    private bool _dropped;

    public override void Rewrite(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var start = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            // Text is skipped at memory speed: only line ends decide anything.
            var text = bytes[i..].IndexOfAny((byte)'\r', (byte)'\n');
            if (text != 0)
            {
                (_afterReturn, _endedAtReturn, _lineHasBytes) = (false, false, true);
                if (text < 0) break;
                i += text;
            }

            // The end of an event is a line end right after a line end; CR, LF and CRLF are each one.
            var next = bytes[i];
            if (_afterReturn && next == (byte)'\n')
            {
                if (_endedAtReturn)
                {
                    if (!_dropped) output.Write("\n"u8);
                    start = i + 1;
                }

                (_afterReturn, _endedAtReturn) = (false, false);
                continue;
            }

            (_afterReturn, _endedAtReturn) = (next == (byte)'\r', false);
            if (_lineHasBytes) _lineHasBytes = false;
            else
            {
                EndEvent(bytes[start..(i + 1)], output);
                (start, _endedAtReturn) = (i + 1, _afterReturn);
            }
        }

        Keep(bytes[start..], output);
    }

    public override void Complete(IBufferWriter<byte> output) => Flush(output);

    private void Keep(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (!_passing && _event.WrittenCount + bytes.Length > LargestEvent)
        {
            _passing = true; // Too large to be a usage chunk.
            output.Write(_event.WrittenSpan);
            _event.ResetWrittenCount();
        }

        if (_passing) output.Write(bytes);
        else _event.Write(bytes);
    }

    private void EndEvent(ReadOnlySpan<byte> rest, IBufferWriter<byte> output)
    {
        if (_event.WrittenCount == 0 && !_passing) _dropped = Show(rest, output); // It came whole, as most do, and is shown where it lies.
        else
        {
            Keep(rest, output);
            Flush(output);
        }
    }

    private void Flush(IBufferWriter<byte> output)
    {
        _dropped = Show(_event.WrittenSpan, output);
        _event.ResetWrittenCount();
        _passing = false;
    }

    /// <summary>True if the event is dropped.</summary>
    private static bool Show(ReadOnlySpan<byte> block, IBufferWriter<byte> output)
    {
        if (block.IndexOf("\"usage\""u8) >= 0 && SingleDataLine(block) is { } place && UsageMember.Find(block[place]) is { } found)
        {
            if (found.IsClosing) return true;
            var from = place.Start.Value;
            output.Write(block[..(from + found.From)]);
            output.Write(block[(from + found.To)..]);
            return false;
        }

        output.Write(block);
        return false;
    }

    /// <summary>Where the value of an event's data line lies; null if it has none or several.</summary>
    private static Range? SingleDataLine(ReadOnlySpan<byte> block)
    {
        Range? found = null;
        for (var from = 0; from < block.Length;)
        {
            var length = block[from..].IndexOfAny((byte)'\r', (byte)'\n');
            var end = length < 0 ? block.Length : from + length;
            if (block[from..end].StartsWith("data:"u8))
            {
                if (found is not null) return null;
                found = (from + 5)..end;
            }

            from = end + 1;
        }

        return found;
    }
}
