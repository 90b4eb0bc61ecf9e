using System.Text;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>
/// One function as models read it, a TypeScript type with its descriptions as comments:
/// <code>
/// // Get the weather
/// type get_weather = (_: {
/// // Name of the city
/// city: string,
/// unit?: "C" | "F",
/// }) => any;
/// </code>
/// Recorded calls agree with this text to a few tokens.
/// </summary>
internal sealed class ToolText(StringBuilder text, JsonElement tool)
{
    /// <summary>Recorded calls have so many tokens more for a description inside a nested object.</summary>
    private const int NestedDescription = 8;
    private const int Deepest = 12;

    /// <summary>References are followed only while the text stays within so many times the schema's own size: a schema may refer to itself.</summary>
    private const int MostGrowth = 4;

    private readonly int _limit = text.Length + (MostGrowth * tool.GetRawText().Length);
    private JsonElement _root;

    public int HiddenTokens { get; private set; }

    public void Write()
    {
        var function = tool.Field("function") ?? tool.Field("custom") ?? tool;
        if (function.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each of 'tools' must be an object.", "tools");
        Comment(function);
        text.Append("type ").Append(Word(function, "name")).Append(" = (");
        _root = function.Field("parameters") ?? function.Field("input_schema") ?? default;
        if (_root.ValueKind == JsonValueKind.Object && HasProperties(_root))
        {
            text.Append("_: ");
            Object(_root, 0);
        }

        text.Append(") => any;\n\n");
        if (function.Field("format") is { ValueKind: JsonValueKind.Object } format) text.Append(Word(format, "definition"));
    }

    private static bool HasProperties(JsonElement schema) => schema.Field("properties") is { ValueKind: JsonValueKind.Object } properties && properties.EnumerateObject().MoveNext();

    private void Object(JsonElement schema, int depth)
    {
        text.Append("{\n");
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            if (Comment(property.Value) && depth > 0) HiddenTokens += NestedDescription;
            text.Append(Name(property)).Append(IsRequired(schema, property) ? ": " : "?: ");
            Type(property.Value, depth + 1);
            text.Append(',');
            if (property.Value.Field("default") is { } value) text.Append(" // default: ").Append(Literal(value));
            text.Append('\n');
        }

        text.Append('}');
    }

    private void Type(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest || text.Length > _limit) text.Append("any");
        else if (schema.Field("$ref") is { ValueKind: JsonValueKind.String } reference) Referenced(reference, depth);
        else if (schema.Field("enum") is { ValueKind: JsonValueKind.Array } values) Join(values, value => text.Append(value.GetRawText()));
        else if (schema.Field("const") is { } only) text.Append(only.GetRawText());
        else if ((schema.Field("anyOf") ?? schema.Field("oneOf")) is { ValueKind: JsonValueKind.Array } some) Join(some, one => Type(one, depth));
        else if (schema.Field("type") is { ValueKind: JsonValueKind.Array } types) Join(types, type => Named(schema, type, depth));
        else Named(schema, schema.Field("type"), depth);
    }

    private void Named(JsonElement schema, JsonElement? type, int depth)
    {
        if (HasProperties(schema) && type is not { ValueKind: JsonValueKind.String }) Object(schema, depth);
        else if (type is not { ValueKind: JsonValueKind.String } name) text.Append("any");
        else if (name.ValueEquals("array"))
        {
            Type(schema.Field("items") ?? default, depth);
            text.Append("[]");
        }
        else if (name.ValueEquals("object") && HasProperties(schema)) Object(schema, depth);
        else text.Append(name.ValueEquals("integer") ? "number" : name.AsText("type"));
    }

    private void Referenced(JsonElement reference, int depth)
    {
        var path = reference.AsText("$ref");
        var name = path[(path.LastIndexOf('/') + 1)..];
        var definitions = _root.Field("$defs") ?? _root.Field("definitions");
        if (definitions is { ValueKind: JsonValueKind.Object } known && known.Field(name) is { } found) Type(found, depth + 1);
        else text.Append("any");
    }

    private void Join(JsonElement list, Action<JsonElement> write)
    {
        var isFirst = true;
        foreach (var item in list.EnumerateArray())
        {
            if (!isFirst) text.Append(" | ");
            isFirst = false;
            write(item);
        }
    }

    private bool Comment(JsonElement described)
    {
        if (described.Field("description") is not { ValueKind: JsonValueKind.String } description) return false;
        var words = description.AsText("description").Trim();
        if (words.Length > 0) text.Append("// ").Append(words).Append('\n');
        return true;
    }

    private static bool IsRequired(JsonElement schema, JsonProperty property)
    {
        if (schema.Field("required") is not { ValueKind: JsonValueKind.Array } required) return false;
        foreach (var name in required.EnumerateArray())
        {
            if (name.ValueKind == JsonValueKind.String && property.NameEquals(name.AsText("required"))) return true;
        }

        return false;
    }

    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidFieldException("A property's name holds half of a surrogate pair.", "tools");
        }
    }

    private static string Word(JsonElement parent, string name) => parent.Field(name) is { ValueKind: JsonValueKind.String } word ? word.AsText(name) : "";

    private static string Literal(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.AsText("default") : value.GetRawText();
}
