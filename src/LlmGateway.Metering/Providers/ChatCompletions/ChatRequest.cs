using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>
/// The input of a chat in the form that OpenAI made and others took over: messages, tools, response format.
/// Overheads from OpenAI's cookbook ("How to count tokens with tiktoken"): 3 a message, 1 for a name, 3 to prime the answer.
/// </summary>
internal sealed class ChatRequest(ModelRow model, TextMeter text)
{
    private const int PerMessage = 3;
    private const int PerName = 1;
    private const int Priming = 3;
    private const int PerFunction = 10;
    private const int AllFunctions = 12;
    private const int PerProperty = 3;

    /// <summary>A file or a sound whose length is hidden: pages of text and pictures, minutes of audio.</summary>
    private const long HiddenMedia = 32_000;

    /// <summary>Tokens of media whose size is known.</summary>
    public long Media { get; private set; }

    /// <summary>True if something is referred to and not in the body.</summary>
    public bool HidesInput { get; private set; }

    public void Messages(JsonElement messages)
    {
        text.AddTokens(Priming);
        foreach (var message in messages.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each of 'messages' must be an object.", "messages");
            text.AddTokens(PerMessage);
            text.Add(message.Text("role"));
            if (message.Text("name") is { } name)
            {
                text.AddTokens(PerName);
                text.Add(name);
            }

            Content(message.Field("content"));
            foreach (var field in (ReadOnlySpan<string>)["tool_calls", "function_call", "refusal", "reasoning_content", "audio"])
            {
                if (message.Field(field) is { } value) AllText(value);
            }
        }
    }

    public void Tools(JsonElement? tools)
    {
        if (tools is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0) return;
        text.AddTokens(AllFunctions);
        foreach (var tool in list.EnumerateArray())
        {
            text.AddTokens(PerFunction);
            Function(tool.Field("function") ?? tool);
        }
    }

    /// <summary>All text of a value as it would be written out: names and strings.</summary>
    public void AllText(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String: text.Add(value.GetString()); break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) AllText(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    text.Add(property.Name);
                    AllText(property.Value);
                }

                break;
            case JsonValueKind.Number: text.Add(value.GetRawText()); break;
        }
    }

    public void Content(JsonElement? content)
    {
        switch (content)
        {
            case null: break;
            case { ValueKind: JsonValueKind.String } whole: text.Add(whole.GetString()); break;
            case { ValueKind: JsonValueKind.Array } parts:
                foreach (var part in parts.EnumerateArray()) Part(part);
                break;
            default: throw new InvalidFieldException("'content' must be a string or an array of parts.", "messages");
        }
    }

    public void Part(JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.String)
        {
            text.Add(part.GetString());
            return;
        }

        switch (part.Text("type"))
        {
            case "text" or "input_text" or "output_text" or "refusal" or "summary_text" or "reasoning_text":
                text.Add(part.Text("text") ?? part.Text("refusal"));
                break;
            case "image_url" or "input_image":
                Image(part);
                break;
            case null: throw new InvalidFieldException("Each part of a content needs a 'type'.", "messages");
            default:
                // Audio, files and what is new: media whose tokens the body does not tell.
                HidesInput = true;
                Media = checked(Media + HiddenMedia);
                break;
        }
    }

    private void Image(JsonElement part)
    {
        var image = part.Field("image_url");
        var url = image switch
        {
            { ValueKind: JsonValueKind.String } direct => direct.GetString(),
            { ValueKind: JsonValueKind.Object } nested => nested.Text("url"),
            _ => null,
        };
        var low = (image is { ValueKind: JsonValueKind.Object } record ? record.Text("detail") : part.Text("detail")) == "low";
        if (url?.StartsWith("data:", StringComparison.Ordinal) == true && url.IndexOf(',', StringComparison.Ordinal) is > 0 and var comma
            && ImageSize.FromBase64(url.AsSpan(comma + 1)) is { } size)
        {
            Media = checked(Media + ImageTokens.Of(model, size.Width, size.Height, low));
            return;
        }

        HidesInput = true;
        Media = checked(Media + ImageTokens.Most(model, low));
    }

    private void Function(JsonElement function)
    {
        if (function.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each of 'tools' must be an object.", "tools");
        text.Add(function.Text("name"));
        text.Add(function.Text("description"));
        if (function.Field("parameters") is { } parameters) Schema(parameters);
    }

    private void Schema(JsonElement schema)
    {
        if (schema.Field("properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            text.AddTokens(PerProperty);
            foreach (var property in properties.EnumerateObject())
            {
                text.AddTokens(PerProperty);
                text.Add(property.Name);
                Schema(property.Value);
            }
        }

        if (schema.ValueKind != JsonValueKind.Object) return;
        text.Add(schema.Field("type") is { ValueKind: JsonValueKind.String } type ? type.GetString() : null);
        text.Add(schema.Field("description") is { ValueKind: JsonValueKind.String } description ? description.GetString() : null);
        foreach (var nested in (ReadOnlySpan<string>)["items", "enum", "anyOf", "allOf", "oneOf", "$defs", "additionalProperties", "const", "default"])
        {
            if (schema.Field(nested) is not { } value) continue;
            text.AddTokens(PerProperty);
            AllText(value);
        }
    }
}
