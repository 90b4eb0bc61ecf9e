using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Recordings;

/// <summary>One exchange with a provider: what was asked, what was answered, and what a correct meter reads in it.</summary>
internal sealed record RecordedExchange
{
    public required string Id { get; init; }

    public required string Family { get; init; }

    public required string Method { get; init; }

    /// <summary>Without the query, decoded once.</summary>
    public required string Path { get; init; }

    public ImmutableDictionary<string, string> Query { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Null where it was not recorded.</summary>
    public byte[]? RequestBody { get; init; }

    public string? RequestContentType { get; init; }

    public required int Status { get; init; }

    public required byte[] ResponseBody { get; init; }

    public string? ResponseContentType { get; init; }

    public string? Model { get; init; }

    /// <summary><c>charge</c>, <c>echo</c>, <c>async-result</c>; null where there is nothing to read.</summary>
    public string? UsageRole { get; init; }

    public JsonElement? Usage { get; init; }

    /// <summary>What the answer says of hosted tools, beside its usage.</summary>
    public JsonElement? ToolUsage { get; init; }

    public bool IsShortened { get; init; }

    public CallRequest Request(ImmutableDictionary<string, string> routeValues) => new()
    {
        Method = Method,
        Path = Path,
        RouteValues = routeValues,
        Query = Query,
        ContentType = RequestContentType,
        Body = RequestBody ?? [],
        At = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero),
    };

    public override string ToString() => $"{Id} {Method} {Path}";

    /// <summary>A line of exchanges.jsonl.</summary>
    public static RecordedExchange Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement.Clone();
        var path = Text(root, "path")!.Split('?', 2);
        return new()
        {
            Id = Text(root, "id")!,
            Family = Text(root, "family")!,
            Method = Text(root, "method")!,
            Path = Uri.UnescapeDataString(path[0]),
            Query = path.Length == 1 ? ImmutableDictionary<string, string>.Empty : Parameters(path[1]),
            RequestBody = Body(root.GetProperty("request_body")),
            RequestContentType = Header(root, "request_headers"),
            Status = root.GetProperty("status").GetInt32(),
            ResponseBody = Body(root.GetProperty("response_body")) ?? [],
            ResponseContentType = Header(root, "response_headers"),
            Model = Text(root, "model"),
            UsageRole = Text(root, "usage_role"),
            Usage = root.GetProperty("usage") is { ValueKind: JsonValueKind.Object } usage ? usage : null,
            ToolUsage = root.TryGetProperty("tool_usage", out var tools) && tools.ValueKind == JsonValueKind.Object ? tools : null,
            IsShortened = root.TryGetProperty("media_shortened_from_bytes", out var shortened) && shortened.ValueKind != JsonValueKind.Null,
        };
    }

    private static ImmutableDictionary<string, string> Parameters(string query) =>
        query.Split('&').Select(item => item.Split('=', 2)).GroupBy(pair => pair[0]).ToImmutableDictionary(group => group.Key, group => Uri.UnescapeDataString(group.First()[^1]));

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Body(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.String => Encoding.UTF8.GetBytes(body.GetString()!),
        JsonValueKind.Object => body.GetProperty("base64").GetBytesFromBase64(),
        _ => null,
    };

    private static string? Header(JsonElement root, string name) =>
        root.TryGetProperty(name, out var headers) && headers.ValueKind == JsonValueKind.Object && headers.TryGetProperty("content-type", out var type) ? type.GetString() : null;
}
