using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LlmGateway.Admin;

/// <summary>Holds a body against the record it is to become: every field must exist and have the right type. The first that does not is named.</summary>
internal static class StrictJson
{
    public static void Check(JsonElement body, Type type, string path = "")
    {
        if (body.ValueKind != JsonValueKind.Object) throw Refuse.Invalid($"{(path.Length == 0 ? "The body" : path.TrimEnd('.'))} must be a JSON object.", path.Length == 0 ? null : path.TrimEnd('.'));
        var fields = AdminJson.Options.GetTypeInfo(type).Properties;
        foreach (var property in body.EnumerateObject())
        {
            var name = path + property.Name;
            var field = fields.FirstOrDefault(candidate => candidate.Name == property.Name)
                ?? throw Refuse.Invalid($"There is no field '{name}' here, or it cannot be set. Fields: {string.Join(", ", fields.Select(known => known.Name))}.", name);
            CheckValue(property.Value, field, name);
        }
    }

    private static void CheckValue(JsonElement value, JsonPropertyInfo field, string name)
    {
        if (value.ValueKind == JsonValueKind.Null) return;
        var type = Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType;
        if (type == typeof(string)) Demand(value.ValueKind == JsonValueKind.String, name, "a string");
        else if (type == typeof(bool)) Demand(value.ValueKind is JsonValueKind.True or JsonValueKind.False, name, "true or false");
        else if (type == typeof(long)) Demand(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _), name, "a whole number");
        else if (type == typeof(decimal)) Demand(value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _), name, "a number");
        else if (type == typeof(DateTimeOffset)) Demand(value.ValueKind == JsonValueKind.String && Rfc3339Converter.TryRead(value.GetString(), out _), name, "a time as in RFC 3339, with an offset, for example 2027-01-31T00:00:00Z");
        else if (type == typeof(string[])) Demand(value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String), name, "an array of strings");
        else Check(value, type, name + ".");
    }

    private static void Demand(bool isRight, string name, string what)
    {
        if (!isRight) throw Refuse.Invalid($"{name} must be {what}.", name);
    }
}
