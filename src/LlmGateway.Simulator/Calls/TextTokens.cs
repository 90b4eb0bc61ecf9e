using System.Text.Json.Nodes;
using Microsoft.ML.Tokenizers;

namespace LlmGateway.Simulator.Calls;

/// <summary>Token counts of the simulated models: o200k_base for all, and the overheads of OpenAI's cookbook for chats.</summary>
internal static class TextTokens
{
    private const int Piece = 512; // The tokenizer is quadratic in long runs of one character.

    private static readonly TiktokenTokenizer s_tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");

    public static int Count(string text)
    {
        var count = 0;
        for (var start = 0; start < text.Length; start += Piece) count += s_tokenizer.CountTokens(text.AsSpan(start, Math.Min(Piece, text.Length - start)));
        return count;
    }

    /// <summary>All text of a JSON value; media (data URLs, inline data) is left out.</summary>
    public static int Count(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text.StartsWith("data:", StringComparison.Ordinal) ? 0 : Count(text),
        JsonArray array => array.Sum(Count),
        JsonObject record => record.Where(property => property.Key is not ("data" or "type" or "role" or "image_url" or "inlineData" or "inline_data")).Sum(property => Count(property.Value)),
        _ => 0,
    };

    public static int Chat(JsonNode? messages) => 3 + (messages as JsonArray ?? []).Sum(message => 4 + Count(message?["content"]) + Images(message?["content"]));

    private static int Images(JsonNode? content) => (content as JsonArray)?.Count(part => part?["type"]?.ToString() is "image_url" or "input_image") * 85 ?? 0;
}
