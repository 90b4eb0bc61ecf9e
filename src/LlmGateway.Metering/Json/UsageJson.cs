using System.Text.Json;

namespace LlmGateway.Metering.Json;

/// <summary>Tolerant reading of numbers from providers' answers: what is absent, null or of another type is null.</summary>
internal static class UsageJson
{
    public static JsonElement? Parse(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty) return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static long? Long(this JsonElement? element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) && value >= 0 ? value : null;

    public static string? String(this JsonElement? element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static JsonElement? Member(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>A captured JSON string; null for anything else.</summary>
    public static string? Text(ReadOnlyMemory<byte> json) => Parse(json) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
