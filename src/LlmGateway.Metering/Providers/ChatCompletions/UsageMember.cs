using System.Text.Json;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>The member <c>usage</c> of a chunk's root object, with the comma that goes with it.</summary>
/// <param name="From">First byte to be taken out.</param>
/// <param name="To">First byte behind it.</param>
/// <param name="IsClosing">True if the chunk has usage and no choices: it is there for its usage alone.</param>
internal readonly record struct UsageMember(int From, int To, bool IsClosing)
{
    /// <summary>How nearly all chunks end whose usage is still to come. In valid JSON nothing but the root's last member can end so: inside a string the quotes would be escaped.</summary>
    private static ReadOnlySpan<byte> Tail => ",\"usage\":null}"u8;

    /// <summary>Null if there is none, or if the text is no JSON.</summary>
    public static UsageMember? Find(ReadOnlySpan<byte> json)
    {
        if (json.EndsWith(Tail)) return new(json.Length - Tail.Length, json.Length - 1, false);
        int from = -1, to = -1;
        bool isObject = false, noChoices = false;
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
                var start = (int)reader.TokenStartIndex;
                if (reader.ValueTextEquals("usage"u8))
                {
                    reader.Read();
                    isObject = reader.TokenType == JsonTokenType.StartObject;
                    reader.Skip();
                    (from, to) = (start, (int)reader.BytesConsumed);
                }
                else if (reader.ValueTextEquals("choices"u8)) noChoices = IsEmptyArray(ref reader);
            }
        }
        catch (JsonException)
        {
            return null;
        }

        if (from < 0) return null;
        return isObject && noChoices ? new(0, json.Length, true) : WithComma(json, from, to);
    }

    private static bool IsEmptyArray(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return false;
        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray;
    }

    /// <summary>The comma behind the member goes with it; of the last member the one in front.</summary>
    private static UsageMember WithComma(ReadOnlySpan<byte> json, int from, int to)
    {
        var behind = to;
        while (behind < json.Length && json[behind] is (byte)' ' or (byte)'\t') behind++;
        if (behind < json.Length && json[behind] == (byte)',') return new(from, behind + 1, false);
        var before = from - 1;
        while (before > 0 && json[before] is (byte)' ' or (byte)'\t') before--;
        return before > 0 && json[before] == (byte)',' ? new(before, to, false) : new(from, to, false);
    }
}
