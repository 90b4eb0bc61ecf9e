using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>
/// A JSON schema that the answer must follow: the model reads it as compact JSON under a title. Recorded calls agree within a tenth with the schema without its
/// <c>required</c> and <c>additionalProperties</c>; for a bound those count too.
/// </summary>
internal static class ChatFormat
{
    private const int Title = 11;

    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="format">The object with <c>type</c>, and <c>json_schema</c> (chat) or <c>name</c> and <c>schema</c> (responses).</param>
    public static void Add(ChatRequest chat, JsonElement? format)
    {
        if (format is not { ValueKind: JsonValueKind.Object } told) return;
        var named = told.Field("json_schema") ?? told;
        if (named.ValueKind != JsonValueKind.Object || named.Field("schema") is not { ValueKind: JsonValueKind.Object } schema) return;
        chat.Text.AddTokens(Title);
        foreach (var field in (ReadOnlySpan<string>)["name", "description"])
        {
            if (named.Field(field) is { } value) chat.Text.Add(value);
        }

        var pruned = Compact(schema);
        chat.Text.Add(pruned);
        chat.AddSlack(Math.Max(schema.GetRawText().Length - pruned.Length, 0) / 2);
    }

    private static string Compact(JsonElement schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_plain)) Write(writer, schema, isSchema: true);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Names directly under <c>properties</c> are the caller's own, whatever they are.</summary>
    private static void Write(Utf8JsonWriter writer, JsonElement value, bool isSchema)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray()) Write(writer, item, isSchema: true);
            writer.WriteEndArray();
            return;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            if (isSchema && (member.NameEquals("required") || member.NameEquals("additionalProperties"))) continue;
            writer.WritePropertyName(JsonMarshal.GetRawUtf8PropertyName(member));
            var names = isSchema && (member.NameEquals("properties") || member.NameEquals("$defs") || member.NameEquals("definitions"));
            Write(writer, member.Value, !names);
        }

        writer.WriteEndObject();
    }
}
