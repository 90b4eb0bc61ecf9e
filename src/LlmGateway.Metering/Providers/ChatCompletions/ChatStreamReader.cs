using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>
/// Reads a streamed chat (or completion): the last usage object that is not null wins; the text of the deltas is kept for a cut. Usage on a chunk
/// without choices is the end of the stream's accounts, on another it may be a running count. Chunks of a stream mostly begin alike, up to their
/// choices: what was read there once is not read again.
/// </summary>
internal sealed class ChatStreamReader : UsageReader
{
    private readonly Func<Usage, Usage>? _adjust;
    private readonly bool _remembers;
    private readonly SseReader _events;
    private readonly SeenText _text;
    private readonly ChunkBeginning _beginning = new();
    private byte[] _usage = [];
    private string? _id;
    private string? _model;
    private string? _tier;
    private bool _seen;
    private bool _closing;
    private bool _finished;
    private bool _failed;

    /// <param name="counter">Counts the text of a stream that is cut.</param>
    /// <param name="adjust">What a provider's dialect reads differently in the usage; null for nothing.</param>
    /// <param name="remembers">True if the answer's id is one that later calls may name.</param>
    public ChatStreamReader(TokenCounter counter, Func<Usage, Usage>? adjust = null, bool remembers = false)
    {
        (_adjust, _remembers) = (adjust, remembers);
        _text = new SeenText(counter);
        _events = new SseReader(OnEvent);
    }

    public override long OutputTokensSoFar => _text.RoughTokens;

    public override void Read(ReadOnlySpan<byte> bytes) => _events.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        _events.Complete();
        var usage = ChatUsage.Read(UsageJson.Parse(_usage), _model, _tier);
        if (usage is not null && _adjust is not null) usage = _adjust(usage);
        return new UsageReading
        {
            Usage = usage,
            Final = usage is not null && !_failed && (_closing || _finished || whole),
            Failed = _failed && usage is null && _text.IsEmpty,
            AnythingSeen = _seen,
            OutputTokensCounted = usage is null ? _text.Count() : 0,
            ProviderId = _id,
            Created = _remembers && _id is not null ? [new(_id, usage?.Tokens)] : [],
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
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // An event that is no JSON, or holds text that is no text, tells nothing more.
        }
    }

    private void ReadChunk(ReadOnlySpan<byte> data)
    {
        var known = _beginning.TryPass(ref data, out var reader);
        var (choices, usage) = (known && ArrayHasElements(ref reader), false);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (reader.CurrentDepth > 1)
            {
                known = true; // What is counted in each chunk is not part of a beginning.
                ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("choices"u8))
            {
                if (!known) _beginning.Remember(data[..(int)reader.BytesConsumed], reader.CurrentState);
                (choices, known) = (ArrayHasElements(ref reader), true);
            }
            else if (reader.ValueTextEquals("usage"u8)) (usage, known) = (ReadUsage(ref reader, data), true);
            else ReadMember(ref reader);
        }

        _seen = true;
        if (usage) _closing = !choices;
    }

    private void ReadText(ref Utf8JsonReader reader)
    {
        var isText = reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("arguments"u8) || reader.ValueTextEquals("refusal"u8)
                     || reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("input"u8);
        if (!isText) return;
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) _text.Add(ref reader);
    }

    private bool ReadUsage(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var usage = data[start..(int)reader.BytesConsumed];
        if (usage.Length <= 2) return false; // {} tells no more than null.
        _usage = usage.ToArray();
        return true;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            _failed |= reader.TokenType == JsonTokenType.StartObject;
        }
        else if (_id is null && reader.ValueTextEquals("id"u8)) _id = Text(ref reader);
        else if (_model is null && reader.ValueTextEquals("model"u8)) _model = Text(ref reader);
        else if (reader.ValueTextEquals("service_tier"u8))
        {
            _tier = Text(ref reader) ?? _tier;
            _beginning.Forget(); // Behind the choices it outdoes one in front of them, which the next chunk may tell again.
        }
    }

    /// <summary>The elements themselves are read on afterwards: the texts stand in them.</summary>
    private static bool ArrayHasElements(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return false;
        var ahead = reader;
        ahead.Read();
        return ahead.TokenType != JsonTokenType.EndArray;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }
}
