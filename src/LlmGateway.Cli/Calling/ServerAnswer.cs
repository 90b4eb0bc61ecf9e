using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Cli.Calling;

internal sealed record ServerAnswer(int Status, string Body)
{
    public bool IsSuccess => Status is >= 200 and <= 299;

    /// <summary>The body as JSON; null if it is none.</summary>
    public JsonNode? Json { get; } = Parse(Body);

    private static JsonNode? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
