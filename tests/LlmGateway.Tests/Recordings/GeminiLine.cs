using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Tests.Architecture;

namespace LlmGateway.Tests.Recordings;

/// <summary>One recorded exchange with Gemini or Vertex; read where it lies beside the repository, and absent on machines that do not have it.</summary>
internal sealed class GeminiLine(JsonElement json)
{
    private static readonly string s_file = System.IO.Path.Combine(SourceTree.Root, "../shared/recordings/exchanges.jsonl");

    /// <summary>Empty where the recordings are not there.</summary>
    public static IReadOnlyList<GeminiLine> All { get; } = !File.Exists(s_file) ? [] :
        [.. File.ReadLines(s_file).Select(line => JsonElement.Parse(line)).Where(line => line.GetProperty("provider").GetString() is "gemini" or "vertex").Select(line => new GeminiLine(line))];

    public string Id => Text("id")!;

    public string Provider => Text("provider")!;

    public string Family => Text("family")!;

    public string Method => Text("method")!;

    public string Path => Text("path")!.Split('?')[0];

    public string Model => Text("model") ?? "";

    public string? Role => Text("usage_role");

    public int Status => json.GetProperty("status").GetInt32();

    public bool HasUsage => json.GetProperty("usage").ValueKind == JsonValueKind.Object;

    public bool IsMediaShortened => json.TryGetProperty("media_shortened_from_bytes", out var cut) && cut.TryGetProperty("request", out _);

    public byte[] RequestBody => Bytes("request_body");

    public byte[] ResponseBody => Bytes("response_body");

    public ResponseHead Head => new(Status, json.GetProperty("response_headers").TryGetProperty("content-type", out var type) ? type.GetString() : null);

    /// <summary>The prompt alone, as the provider counts it; what tools read is not in a request.</summary>
    public long Prompt => Raw("promptTokenCount") ?? Number("input_tokens")!.Value;

    /// <summary>A number of the usage that a correct meter reads; null if the provider does not tell it.</summary>
    public long? Number(string name) => json.GetProperty("usage").GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : null;

    public CallRequest Request(RecognisedCall call) => new()
    {
        Method = Method,
        Path = Path,
        RouteValues = call.RouteValues,
        Query = Text("path")!.Split('?') is [_, var query]
            ? query.Split('&').Select(item => item.Split('=', 2)).ToImmutableDictionary(item => item[0], item => Uri.UnescapeDataString(item[^1]))
            : ImmutableDictionary<string, string>.Empty,
        ContentType = json.GetProperty("request_headers").TryGetProperty("content-type", out var type) ? type.GetString() : null,
        Body = RequestBody,
        At = DateTimeOffset.UnixEpoch,
    };

    public override string ToString() => $"{Id} {Provider} {Family} {Model}";

    private long? Raw(string name) => json.GetProperty("usage").GetProperty("raw").TryGetProperty(name, out var number) ? number.GetInt64() : null;

    private string? Text(string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private byte[] Bytes(string name) => json.GetProperty(name) switch
    {
        { ValueKind: JsonValueKind.String } text => Encoding.UTF8.GetBytes(text.GetString()!),
        { ValueKind: JsonValueKind.Object } media => Convert.FromBase64String(media.GetProperty("base64").GetString()!),
        _ => [],
    };
}
