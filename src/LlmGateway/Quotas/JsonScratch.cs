using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace LlmGateway.Quotas;

/// <summary>A writer and its buffer that are used again and again: by one thread, for one text at a time.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The writer holds nothing but the buffer, and both end with their thread.")]
internal sealed class JsonScratch
{
    private readonly ArrayBufferWriter<byte> _buffer = new(2048);
    private readonly Utf8JsonWriter _writer;

    public JsonScratch(JsonWriterOptions options) => _writer = new(_buffer, options);

    /// <summary>The writer, empty, whatever a failure left behind.</summary>
    public Utf8JsonWriter Start()
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        return _writer;
    }

    /// <summary>What was written; good until the next start.</summary>
    public ReadOnlySpan<byte> End()
    {
        _writer.Flush();
        return _buffer.WrittenSpan;
    }
}
