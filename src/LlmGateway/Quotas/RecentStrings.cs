using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmGateway.Quotas;

/// <summary>
/// Reads strings that were read lately without making them again: most of what a call names (key, team, model, operation, zone) was named by the one before. Each has the place
/// that its hash says; it is kept when it comes a second time, so that ids cost nothing. Thread-safe.
/// </summary>
internal sealed class RecentStrings : JsonConverter<string>
{
    private const int Places = 1024;
    private const int Longest = 64;

    private readonly int[] _seen = new int[Places];
    private readonly Recent?[] _kept = new Recent?[Places];

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length > Longest) return reader.GetString();
        var hasher = default(HashCode);
        hasher.AddBytes(reader.ValueSpan);
        var hash = hasher.ToHashCode();
        var place = (uint)hash % Places;
        if (Volatile.Read(ref _kept[place]) is { } recent && reader.ValueSpan.SequenceEqual(recent.Utf8)) return recent.Text;
        var text = reader.GetString()!;
        if (Volatile.Read(ref _seen[place]) == hash) Volatile.Write(ref _kept[place], new(reader.ValueSpan.ToArray(), text));
        else Volatile.Write(ref _seen[place], hash);
        return text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private sealed record Recent(byte[] Utf8, string Text);
}
