using System.Text.Json;

namespace LlmGateway.Metering.Json;

/// <summary>Tolerant reading of numbers from providers' answers: what is absent, null, of another type or beyond all counting is null. Never throws.</summary>
internal static class UsageJson
{
    public static JsonElement? Parse(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty) return null;
        try
        {
            return JsonElement.Parse(json.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static long? Long(this JsonElement? element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) && value is >= 0 and <= Amounts.Largest ? value : null;

    /// <summary>A number with decimals, or one that is written as a string; null if it is neither or negative.</summary>
    public static decimal? Decimal(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number => number.TryGetDecimal(out var told) && told >= 0 ? told : null,
        { ValueKind: JsonValueKind.String } => decimal.TryParse(TextOf(value), System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var told) ? told : null,
        _ => null,
    };

    public static string? String(this JsonElement? element, string name) => TextOf(element.Member(name));

    public static JsonElement? Member(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>A captured JSON string; null for anything else, and for one that is no text (half of a surrogate pair, invalid UTF-8).</summary>
    public static string? Text(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty) return null;
        var reader = new Utf8JsonReader(json.Span);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.String && reader.GetString() is { } text && !reader.Read() ? text : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A string; null for anything else, and for one that is no text (half of a surrogate pair, invalid UTF-8).</summary>
    public static string? TextOf(JsonElement? element)
    {
        try
        {
            return element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
