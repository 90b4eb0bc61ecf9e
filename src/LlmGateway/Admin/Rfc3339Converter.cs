using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmGateway.Admin;

/// <summary>Instants as RFC 3339, written in UTC with a Z.</summary>
internal sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    private static readonly string[] s_formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>False unless it has date, time and offset: without an offset nobody knows which instant is meant.</summary>
    public static bool TryRead(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is null || !(text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))) return false;
        return DateTimeOffset.TryParseExact(text, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant);
    }

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryRead(reader.GetString(), out var instant) ? instant : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Write(value));
}
