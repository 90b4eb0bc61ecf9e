using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>
/// How reservations, settlements and ledger rows are written to the spool, to Redis and into the database. Names are stored formats: fields are
/// added, never renamed. Compact: no nulls, no empty lists, amounts as an array in the order of <see cref="QuotaMeter"/>, subjects as <c>kind:id</c>.
/// </summary>
internal static class StoredJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutEmptyLists } },
        Converters = { new AmountsConverter(), new SubjectConverter(), new JsonStringEnumConverter(), new RecentStrings() },
    };

    public static byte[] Write(Reservation reservation) => CallJson.Write(reservation);

    public static byte[] Write(Settlement settlement) => CallJson.Write(settlement);

    public static byte[] Write(CallContext context) => CallJson.Write(context);

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static string WriteText<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">The text is not what was written.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException();

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException();

    private static void LeaveOutEmptyLists(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.PropertyType.IsValueType && property.PropertyType.IsAssignableTo(typeof(IEnumerable))) property.ShouldSerialize = (_, list) => list is not ICollection { Count: 0 };
        }
    }

    private sealed class AmountsConverter : JsonConverter<Amounts>
    {
        public override Amounts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var amounts = Amounts.Zero;
            if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
            for (var meter = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; meter++) amounts = amounts.With((QuotaMeter)meter, reader.GetInt64());
            return amounts;
        }

        public override void Write(Utf8JsonWriter writer, Amounts value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var meter in QuotaMeters.All) writer.WriteNumberValue(value[meter]);
            writer.WriteEndArray();
        }
    }

    private sealed class SubjectConverter : JsonConverter<Subject>
    {
        public override Subject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Subject.TryParse(reader.GetString(), out var subject) ? subject : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Subject value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
