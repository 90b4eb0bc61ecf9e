using System.Runtime.InteropServices;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>Counts functions, calls of them and their results, by the words they are written in and the form around these.</summary>
internal sealed class FunctionMeter(GeminiText text, FunctionCosts costs)
{
    private static readonly string[] s_schemas = ["parametersJsonSchema", "parameters_json_schema"];

    /// <summary>True if a schema refers to parts of itself, which may be written out over and over.</summary>
    public bool HasReferences { get; private set; }

    /// <summary><c>{"name","description","parameters"}</c>.</summary>
    public void Declaration(JsonElement function)
    {
        if (function.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each function must be an object.", "tools");
        text.AddTokens(costs.Function);
        foreach (var field in (ReadOnlySpan<string>)["name", "description"])
        {
            text.Add(function.Field(field), field);
        }

        if (function.Field("parameters") is { } parameters) Schema(parameters, costs.Parameter);
        foreach (var field in s_schemas)
        {
            if (costs.CountsSchemas && function.Field(field) is { } schema) Schema(schema, costs.Parameter);
        }
    }

    public void AnswerSchema(JsonElement? schema)
    {
        if (costs.CountsAnswerSchema && schema is { } written) Schema(written, costs.Parameter);
    }

    /// <summary><c>{"name","args"}</c>; its id is not shown to the model.</summary>
    /// <param name="signature">Characters of the thought signature beside it.</param>
    public void Call(JsonElement call, int signature)
    {
        text.AddTokens(costs.Call);
        Thought(signature);
        if (call.ValueKind != JsonValueKind.Object) return;
        foreach (var member in call.EnumerateObject())
        {
            if (member.Name is not ("id" or "call_id" or "type")) Words(member.Value, names: true);
        }
    }

    /// <summary>Thoughts that are read again, by the characters of their signature.</summary>
    public void Thought(int signature) => text.AddTokens((long)(signature * costs.SignatureShare));

    /// <summary><c>{"name","response"}</c>.</summary>
    public void Result(JsonElement result)
    {
        text.AddTokens(costs.Result);
        if (result.ValueKind != JsonValueKind.Object) return;
        foreach (var member in result.EnumerateObject())
        {
            if (member.Name is "response" or "result") Words(member.Value, costs.CountsResultNames);
            else if (member.Name == "name" && costs.CountsResultNames) Words(member.Value, names: true);
        }
    }

    /// <summary>All words of a value as it would be written out: strings and, if wanted, names and numbers.</summary>
    public void Words(JsonElement value, bool names)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String: text.Add(value); break;
            case JsonValueKind.Number when names: text.Add(value); break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Words(item, names);
                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    if (names) text.AddName(property);
                    Words(property.Value, names);
                }

                break;
        }
    }

    /// <summary>Characters of a string; 0 for anything else.</summary>
    public static int LengthOf(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? JsonMarshal.GetRawUtf8Value(text).Length - 2 : 0;

    private void Schema(JsonElement schema, int perProperty)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            foreach (var one in schema.EnumerateArray()) Schema(one, perProperty);
        }

        if (schema.ValueKind != JsonValueKind.Object) return;
        foreach (var member in schema.EnumerateObject())
        {
            switch (member.Name)
            {
                case "properties" or "$defs" or "definitions" when member.Value.ValueKind == JsonValueKind.Object:
                    Properties(member.Value, member.Name == "properties" ? perProperty : 0);
                    break;
                case "items" or "anyOf" or "allOf" or "oneOf" or "prefixItems" or "additionalProperties" or "additional_properties" or "any_of":
                    Schema(member.Value, costs.Nested);
                    break;
                case "description" or "enum" or "default" or "pattern" or "example" or "const":
                    Words(member.Value, names: true);
                    break;
                case "$ref":
                    HasReferences = true;
                    text.AddTokens(costs.Reference);
                    break;
            }
        }
    }

    private void Properties(JsonElement properties, int each)
    {
        foreach (var property in properties.EnumerateObject())
        {
            text.AddTokens(each);
            text.AddName(property);
            Schema(property.Value, costs.Nested);
        }
    }
}
