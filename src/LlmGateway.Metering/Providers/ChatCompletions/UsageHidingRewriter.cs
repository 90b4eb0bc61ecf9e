using System.Buffers;
using System.Text.Json;

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
    private bool _passing;

    public override void Rewrite(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var start = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            // The end of an event is a line end right after a line end; CR, LF and CRLF are each one.
            var next = bytes[i];
            if (_afterReturn && next == (byte)'\n') { _afterReturn = false; continue; }
            _afterReturn = next == (byte)'\r';
            if (next is not ((byte)'\n' or (byte)'\r')) { _lineHasBytes = true; continue; }
            if (_lineHasBytes) { _lineHasBytes = false; continue; }

            var end = _afterReturn && i + 1 < bytes.Length && bytes[i + 1] == (byte)'\n' ? i + 2 : i + 1;
            Keep(bytes[start..end], output);
            Flush(output);
            start = end;
            if (end == i + 2) { i++; _afterReturn = false; }
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

    private void Flush(IBufferWriter<byte> output)
    {
        Show(_event.WrittenSpan, output);
        _event.ResetWrittenCount();
        _passing = false;
    }

    private static void Show(ReadOnlySpan<byte> block, IBufferWriter<byte> output)
    {
        var data = block.IndexOf("data:"u8);
        if (data >= 0 && block.IndexOf("\"usage\""u8) >= 0 && block[(data + 5)..].IndexOf("\ndata:"u8) < 0)
        {
            var from = data + 5;
            var length = block[from..].IndexOfAny((byte)'\r', (byte)'\n');
            var json = length < 0 ? block[from..] : block.Slice(from, length);
            if (Find(json) is { } found)
            {
                if (found.Drop) return;
                output.Write(block[..(from + found.From)]);
                output.Write(block[(from + found.To)..]);
                return;
            }
        }

        output.Write(block);
    }

    /// <summary>Where the usage member of the root object lies, with the comma that goes with it; and whether the whole event goes.</summary>
    private static (int From, int To, bool Drop)? Find(ReadOnlySpan<byte> json)
    {
        int from = -1, to = -1;
        var isObject = false;
        var noChoices = false;
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
                var start = (int)reader.TokenStartIndex;
                if (reader.ValueTextEquals("usage"u8))
                {
                    reader.Read();
                    isObject = reader.TokenType == JsonTokenType.StartObject;
                    reader.Skip();
                    (from, to) = (start, (int)reader.BytesConsumed);
                }
                else if (reader.ValueTextEquals("choices"u8))
                {
                    reader.Read();
                    var open = reader.TokenType == JsonTokenType.StartArray;
                    reader.Read();
                    noChoices = open && reader.TokenType == JsonTokenType.EndArray;
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        if (from < 0) return null;
        if (isObject && noChoices) return (0, 0, true);
        var behind = to;
        while (behind < json.Length && json[behind] is (byte)' ' or (byte)'\t') behind++;
        if (behind < json.Length && json[behind] == (byte)',') return (from, behind + 1, false);
        var before = from - 1;
        while (before > 0 && json[before] is (byte)' ' or (byte)'\t') before--;
        return before > 0 && json[before] == (byte)',' ? (before, to, false) : (from, to, false);
    }
}
