using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>
/// The input of a chat in the form that OpenAI made and others took over: messages and their parts.
/// </summary>
internal sealed class ChatRequest(ModelRow model, TextMeter text, ChatOverheads overheads)
{
    private readonly ChatMedia _media = new(model);

    public ChatMedia Media => _media;

    public TextMeter Text => text;

    public ChatOverheads Overheads => overheads;

    /// <summary>Tokens that may come on top of what is expected, and belong to the bound.</summary>
    public long Slack { get; private set; }

    public void AddSlack(long tokens) => Slack = checked(Slack + tokens);

    public void Messages(JsonElement messages)
    {
        text.AddTokens(overheads.Priming);
        foreach (var message in messages.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each of 'messages' must be an object.", "messages");
            Message(message);
        }
    }

    public void Message(JsonElement message)
    {
        // What answers a tool's call is counted with the call.
        if (message.Field("role") is not { ValueKind: JsonValueKind.String } role || !role.ValueEquals("tool"))
        {
            text.AddTokens(ChatOverheads.Message);
            Add(message, "role");
        }

        if (message.Field("name") is { } name)
        {
            text.AddTokens(ChatOverheads.Name);
            text.Add(name);
        }

        Content(message.Field("content"));
        foreach (var field in (ReadOnlySpan<string>)["refusal", "reasoning_content"]) Add(message, field);
        if (message.Field("tool_calls") is { ValueKind: JsonValueKind.Array } calls)
        {
            if (calls.GetArrayLength() > 1) text.AddTokens(overheads.ParallelCalls);
            foreach (var call in calls.EnumerateArray()) ToolCall(call.Field("function") ?? call.Field("custom") ?? call);
        }

        if (message.Field("function_call") is { } old) ToolCall(old);
        if (message.Field("audio") is not null) _media.Hidden();
    }

    /// <summary>A call of a tool as the model wrote it: name and arguments.</summary>
    public void ToolCall(JsonElement call)
    {
        text.AddTokens(overheads.Call);
        foreach (var field in (ReadOnlySpan<string>)["name", "arguments", "input"])
        {
            if (call.Field(field) is { } value) AllText(value);
        }
    }

    public void Content(JsonElement? content)
    {
        switch (content)
        {
            case null: break;
            case { ValueKind: JsonValueKind.String } whole: text.Add(whole); break;
            case { ValueKind: JsonValueKind.Array } parts:
                foreach (var part in parts.EnumerateArray()) Part(part);
                break;
            default: throw new InvalidFieldException("'content' must be a string or an array of parts.", "messages");
        }
    }

    /// <summary>All text of a value as it would be written out: names, strings and numbers.</summary>
    public void AllText(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String: text.Add(value); break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) AllText(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    text.AddName(property);
                    AllText(property.Value);
                }

                break;
            case JsonValueKind.Number: text.Add(value.GetRawText()); break;
        }
    }

    private void Part(JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.String)
        {
            text.Add(part);
            return;
        }

        switch (part.Text("type"))
        {
            case "text" or "input_text" or "output_text" or "refusal" or "summary_text" or "reasoning_text":
                Add(part, "text");
                Add(part, "refusal");
                break;
            case null: throw new InvalidFieldException("Each part of a content needs a 'type'.", "messages");
            default:
                _media.Add(part);
                break;
        }
    }

    private void Add(JsonElement parent, string name)
    {
        if (parent.Field(name) is { } value) text.Add(value);
    }
}
