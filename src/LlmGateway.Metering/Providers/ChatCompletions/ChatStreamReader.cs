using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>Reads a streamed chat: the last usage object that is not null wins; the text of the deltas is kept for a cut.</summary>
internal sealed class ChatStreamReader : UsageReader
{
    private readonly SseReader _events;
    private readonly SeenText _text;
    private byte[] _usage = [];
    private string? _id;
    private string? _model;
    private string? _tier;
    private bool _seen;
    private bool _finished;
    private bool _failed;

    public ChatStreamReader(TokenCounter counter)
    {
        _text = new SeenText(counter);
        _events = new SseReader(OnEvent);
    }

    public override long OutputTokensSoFar => _text.RoughTokens;

    public override void Read(ReadOnlySpan<byte> bytes) => _events.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        _events.Complete();
        var usage = ChatUsage.Read(UsageJson.Parse(_usage)) is { } read ? read with { Model = _model, ServiceTier = _tier } : null;
        return new UsageReading
        {
            Usage = usage,
            Final = usage is not null && !_failed && (_finished || whole),
            AnythingSeen = _seen,
            OutputTokensCounted = usage is null ? _text.Count() : 0,
            ProviderId = _id,
        };
    }

    private void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            _finished = true;
            return;
        }

        try
        {
            ReadChunk(data);
        }
        catch (JsonException)
        {
            // An event that is no JSON tells nothing.
        }
    }

    private void ReadChunk(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (reader.CurrentDepth == 1) ReadMember(ref reader, data);
            else if (reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("arguments"u8) || reader.ValueTextEquals("refusal"u8)
                     || reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("reasoning_content"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String) _text.Add(ref reader);
            }
        }

        _seen = true;
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) return;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _usage = data[start..(int)reader.BytesConsumed].ToArray();
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            _failed |= reader.TokenType == JsonTokenType.StartObject;
        }
        else if (_id is null && reader.ValueTextEquals("id"u8)) _id = Text(ref reader);
        else if (_model is null && reader.ValueTextEquals("model"u8)) _model = Text(ref reader);
        else if (reader.ValueTextEquals("service_tier"u8)) _tier = Text(ref reader) ?? _tier;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }
}
