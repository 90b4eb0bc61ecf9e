using System.Buffers;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>The last value that was told of several; takes no memory anew as long as they are of one size.</summary>
internal sealed class LastValue
{
    private readonly ArrayBufferWriter<byte> _json = new();

    public bool IsEmpty => _json.WrittenCount == 0;

    public void Set(ReadOnlySpan<byte> json)
    {
        _json.ResetWrittenCount();
        _json.Write(json);
    }

    public JsonElement? Element() => UsageJson.Parse(_json.WrittenMemory);

    /// <summary>Null if it is no string.</summary>
    public string? Text() => UsageJson.Text(_json.WrittenMemory);
}
