using System.Text;
using System.Text.Json;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>One line of the recorded traffic: what a client sent, what the provider answered, and what a correct meter books for it.</summary>
internal sealed record RecordedLine
{
    public required string Id { get; init; }

    public required string Provider { get; init; }

    public required string Family { get; init; }

    public required string Method { get; init; }

    /// <summary>Path and query as they were sent; keys are removed.</summary>
    public required string Target { get; init; }

    public required IReadOnlyDictionary<string, string> RequestHeaders { get; init; }

    /// <summary>Null where it was not recorded, or where there is none.</summary>
    public byte[]? RequestBody { get; init; }

    public required int Status { get; init; }

    public required IReadOnlyDictionary<string, string> ResponseHeaders { get; init; }

    public required byte[] ResponseBody { get; init; }

    public bool IsStream { get; init; }

    public string? Model { get; init; }

    /// <summary><c>charge</c>, <c>echo</c>, <c>async-result</c>; null where there is nothing to read.</summary>
    public string? Role { get; init; }

    public JsonElement? Usage { get; init; }

    /// <summary>What the answer says of hosted tools, beside its usage.</summary>
    public JsonElement? ToolUsage { get; init; }

    public string Path => Target.Split('?')[0];

    public bool IsSuccess => Status is >= 200 and < 300;

    public bool IsEventStream => ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true;

    public string? ContentType => ResponseHeaders.GetValueOrDefault("content-type");

    /// <summary>A number of the usage; null where the provider does not tell it.</summary>
    public decimal? Number(string name) => Usage?.TryGetProperty(name, out var number) == true && number.ValueKind == JsonValueKind.Number ? number.GetDecimal() : null;

    public override string ToString() => $"{Id} {Method} {Path} ({Status})";

    public static RecordedLine Parse(string line)
    {
        var root = JsonElement.Parse(line);
        return new()
        {
            Id = Text(root, "id")!,
            Provider = Text(root, "provider")!,
            Family = Text(root, "family")!,
            Method = Text(root, "method")!,
            Target = Text(root, "path")!,
            RequestHeaders = Headers(root.GetProperty("request_headers")),
            RequestBody = Body(root.GetProperty("request_body")),
            Status = root.GetProperty("status").GetInt32(),
            ResponseHeaders = Headers(root.GetProperty("response_headers")),
            ResponseBody = Body(root.GetProperty("response_body")) ?? [],
            IsStream = Text(root, "stream") is not ("none" or null),
            Model = Text(root, "model"),
            Role = Text(root, "usage_role"),
            Usage = Member(root, "usage"),
            ToolUsage = Member(root, "tool_usage"),
        };
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Member(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static Dictionary<string, string> Headers(JsonElement headers) => headers.ValueKind == JsonValueKind.Object
        ? headers.EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.OrdinalIgnoreCase)
        : [];

    private static byte[]? Body(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.String => Encoding.UTF8.GetBytes(body.GetString()!),
        JsonValueKind.Object => body.GetProperty("base64").GetBytesFromBase64(),
        _ => null,
    };
}
