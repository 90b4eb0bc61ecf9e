using System.Buffers;

namespace LlmGateway.Metering.Json;

/// <summary>What a reader of events is called back with: the event's name (empty if none) and its data, valid during the call only.</summary>
internal delegate void SseEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

/// <summary>Server-sent events, each shown whole. Memory is bounded: an event with more data than <see cref="LargestEvent"/> is not shown.</summary>
internal sealed class SseReader(SseEvent onEvent) : SseFraming
{
    /// <summary>Images come as one event of some megabytes.</summary>
    public const int LargestEvent = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _data = new();
    private bool _tooLarge;

    protected override void Data(ReadOnlySpan<byte> piece)
    {
        if (_data.WrittenCount + piece.Length > LargestEvent) _tooLarge = true;
        if (!_tooLarge) _data.Write(piece);
    }

    /// <summary>Shown where it lies: most events come whole and need no memory.</summary>
    protected override void Whole(ReadOnlySpan<byte> data)
    {
        if (data.Length <= LargestEvent) onEvent(default, data);
    }

    protected override void EndEvent(ReadOnlySpan<byte> name)
    {
        if (!_tooLarge) onEvent(name, _data.WrittenSpan);
        _data.ResetWrittenCount();
        _tooLarge = false;
    }
}
