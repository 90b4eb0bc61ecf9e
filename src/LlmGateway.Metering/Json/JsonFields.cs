using System.Text.Json;

namespace LlmGateway.Metering.Json;

/// <summary>Strict reading of single fields. A JSON null counts as absent. Names are compared case-sensitively, unescaped.</summary>
internal static class JsonFields
{
    /// <summary>The value under a name, or null if it is absent or a JSON null.</summary>
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    /// <summary>The value under one of two spellings (camelCase and snake_case); both at once are refused.</summary>
    public static JsonElement? Field(this JsonElement element, string name, string other)
    {
        var (first, second) = (element.Field(name), element.Field(other));
        return first is not null && second is not null
            ? throw new InvalidFieldException($"'{name}' and '{other}' are the same field; send one of them.", name)
            : first ?? second;
    }

    public static string? Text(this JsonElement element, string name) => element.Field(name)?.AsText(name);

    public static string AsText(this JsonElement value, string param)
    {
        if (value.ValueKind != JsonValueKind.String) throw new InvalidFieldException($"'{param}' must be a string.", param);
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidFieldException($"'{param}' holds half of a surrogate pair.", param);
        }
    }

    public static string RequiredText(this JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 } text ? text : throw new InvalidFieldException($"'{name}' is required and must be a non-empty string.", name);

    public static bool Flag(this JsonElement element, string name) => element.Field(name)?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw new InvalidFieldException($"'{name}' must be true or false.", name),
    };

    public static long? Integer(this JsonElement element, string name, long least, long most) => element.Field(name)?.AsInteger(name, least, most);

    public static long AsInteger(this JsonElement value, string param, long least, long most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw new InvalidFieldException(FormattableString.Invariant($"'{param}' must be a whole number from {least} to {most}."), param);

    public static JsonElement RequiredArray(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } array ? array : throw new InvalidFieldException($"'{name}' is required and must be an array.", name);

    public static JsonElement? Object(this JsonElement element, string name) => element.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => value,
        _ => throw new InvalidFieldException($"'{name}' must be an object.", name),
    };
}
