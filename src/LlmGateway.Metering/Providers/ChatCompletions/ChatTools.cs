using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>
/// The tools that a model may call, as tokens. Models read them as TypeScript types, one function each, with descriptions as comments; this counts what that text
/// would hold. Calibrated on recorded calls.
/// </summary>
internal sealed class ChatTools(TextMeter text)
{
    private const int PerFunction = 7;
    private const int AllFunctions = 12;
    private const int PerProperty = 3;

    public void Add(JsonElement? tools)
    {
        if (tools is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0) return;
        text.AddTokens(AllFunctions);
        foreach (var tool in list.EnumerateArray())
        {
            text.AddTokens(PerFunction);
            Function(tool.Field("function") ?? tool.Field("custom") ?? tool);
        }
    }

    private void Function(JsonElement function)
    {
        if (function.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each of 'tools' must be an object.", "tools");
        Words(function, "name");
        Words(function, "description");
        if (function.Field("parameters") is { } parameters) Schema(parameters);
    }

    private void Schema(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) return;
        Words(schema, "type");
        Words(schema, "description");
        if (schema.Field("properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            foreach (var property in properties.EnumerateObject())
            {
                text.AddTokens(PerProperty);
                text.AddName(property);
                Schema(property.Value);
            }
        }
    }

    private void Words(JsonElement parent, string name)
    {
        if (parent.Field(name) is { ValueKind: JsonValueKind.String } value) text.Add(value);
    }
}
