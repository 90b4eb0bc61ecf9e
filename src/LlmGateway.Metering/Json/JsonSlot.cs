using System.Text;
using System.Text.Json;

namespace LlmGateway.Metering.Json;

/// <summary>Finds places in a body where a member can be put in.</summary>
internal static class JsonSlot
{
    /// <summary>The slot of an output limit: over a null that the caller wrote under the name, else first in the object.</summary>
    public static OutputLimitSlot Limit(JsonBody body, JsonElement parent, string name, long smallest = 1)
    {
        if (parent.TryGetProperty(name, out var written))
        {
            var place = body.Place(written);
            return new(place.Offset, place.Length, "", "", smallest);
        }

        return new(body.Place(parent).Offset + 1, 0, $"\"{name}\":", Comma(parent), smallest);
    }

    /// <summary>The slot of a limit inside a nested object that may be absent or null: the object is put in with it.</summary>
    public static OutputLimitSlot Limit(JsonBody body, JsonElement root, string parentName, string otherParentName, string name, long smallest = 1)
    {
        foreach (var spelling in (ReadOnlySpan<string>)[parentName, otherParentName])
        {
            if (!root.TryGetProperty(spelling, out var parent)) continue;
            if (parent.ValueKind == JsonValueKind.Object) return Limit(body, parent, name, smallest);
            var place = body.Place(parent);
            return new(place.Offset, place.Length, $"{{\"{name}\":", "}", smallest);
        }

        return new(body.Place(root).Offset + 1, 0, $"\"{parentName}\":{{\"{name}\":", "}" + Comma(root), smallest);
    }

    /// <summary>Sets a member to a literal: over its present value, else first in the object.</summary>
    public static BodyEdit Set(JsonBody body, JsonElement parent, string name, string literal)
    {
        if (parent.TryGetProperty(name, out var written))
        {
            var place = body.Place(written);
            return new(place.Offset, place.Length, Encoding.UTF8.GetBytes(literal));
        }

        return new(body.Place(parent).Offset + 1, 0, Encoding.UTF8.GetBytes($"\"{name}\":{literal}{Comma(parent)}"));
    }

    private static string Comma(JsonElement parent) => parent.EnumerateObject().MoveNext() ? "," : "";
}
