using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Cli.Calling;

/// <summary>Reads fields of answers without throwing on other shapes: what is not there is null.</summary>
internal static class JsonReading
{
    public static JsonNode? Field(this JsonNode? node, string name) => node is JsonObject fields ? fields[name] : null;

    /// <summary>The field as text; a number keeps the server's digits.</summary>
    public static string? Text(this JsonNode? node, string name) => AsText(node.Field(name));

    public static string? AsText(this JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => node.ToJsonString(),
    };

    public static IReadOnlyList<JsonNode?> Rows(this JsonNode? node, string name) => node.Field(name) is JsonArray rows ? [.. rows] : [];
}
