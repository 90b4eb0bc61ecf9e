using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Takes an answer out of its frame, split anywhere, and hands its JSON on without keeping any: a JSON document, an array of them, or
/// server-sent events. The first byte tells which; the Content-Type may be wrong, for a failed stream is a bare JSON document under
/// <c>text/event-stream</c> (recordings/ODDITIES.md).
/// </summary>
internal sealed class AnswerFrame(JsonPicker picker)
{
    private readonly Events _events = new(picker);
    private bool _begun;

    /// <summary>True if the answer is a stream of events.</summary>
    public bool IsEvents { get; private set; }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (!_begun) bytes = Recognise(bytes);
        if (IsEvents) _events.Read(bytes);
        else picker.Read(bytes);
    }

    private ReadOnlySpan<byte> Recognise(ReadOnlySpan<byte> bytes)
    {
        // Blank bytes and a byte order mark tell nothing.
        var first = bytes.IndexOfAnyExcept("\uFEFF \r\n\t"u8);
        if (first < 0) return [];
        (_begun, IsEvents) = (true, bytes[first] is not ((byte)'{' or (byte)'['));
        return bytes[first..];
    }

    private sealed class Events(JsonPicker picker) : SseFraming
    {
        protected override void Data(ReadOnlySpan<byte> piece) => picker.Read(piece);

        protected override void EndEvent(ReadOnlySpan<byte> name) => picker.Reset();
    }
}
