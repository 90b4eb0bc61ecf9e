using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>
/// Reads a streamed response: usage stands in the terminal event (completed, incomplete, failed); deltas of text, reasoning and arguments are kept for a cut.
/// </summary>
internal sealed class ResponsesStreamReader : UsageReader
{
    private readonly SseReader _events;
    private readonly SeenText _text;
    private JsonElement? _response;
    private string? _id;
    private bool _seen;

    public ResponsesStreamReader(TokenCounter counter)
    {
        _text = new SeenText(counter);
        _events = new SseReader(OnEvent);
    }

    public override long OutputTokensSoFar => _text.RoughTokens;

    public override void Read(ReadOnlySpan<byte> bytes) => _events.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        _events.Complete();
        var usage = ChatUsage.Read(_response.Member("usage"));
        return new UsageReading
        {
            Usage = usage is null ? null : usage with
            {
                Model = _response.String("model"),
                ServiceTier = _response.String("service_tier"),
                WebSearches = _response.Member("tool_usage").Member("web_search").Long("num_requests"),
            },
            Final = usage is not null,
            AnythingSeen = _seen,
            OutputTokensCounted = usage is null ? _text.Count() : 0,
            ProviderId = _id,
        };
    }

    private void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        try
        {
            if (name.EndsWith(".delta"u8)) Delta(data);
            else if (name.SequenceEqual("response.created"u8) || name.SequenceEqual("response.completed"u8) || name.SequenceEqual("response.incomplete"u8) || name.SequenceEqual("response.failed"u8)) Response(data);
            _seen = true;
        }
        catch (JsonException)
        {
            // An event that is no JSON tells nothing.
        }
    }

    private void Delta(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !reader.ValueTextEquals("delta"u8)) continue;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String) _text.Add(ref reader);
        }
    }

    private void Response(ReadOnlySpan<byte> data)
    {
        JsonElement? root = UsageJson.Parse(data.ToArray());
        var response = root.Member("response");
        _id ??= response.String("id");
        if (response.Member("usage") is not null) _response = response;
    }
}
