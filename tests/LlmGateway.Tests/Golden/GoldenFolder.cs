using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tests.Architecture;

namespace LlmGateway.Tests.Golden;

/// <summary>One case on disk (README.md of this folder).</summary>
internal sealed class GoldenFolder(string name)
{
    private static readonly string s_root = Path.Combine(SourceTree.Root, "tests/LlmGateway.Tests/Golden");
    private static readonly Dictionary<string, string> s_contentTypes = new(StringComparer.Ordinal)
    {
        [".json"] = "application/json",
        [".sse"] = "text/event-stream; charset=utf-8",
        [".txt"] = "text/plain; charset=utf-8",
        [".bin"] = "application/octet-stream",
    };

    /// <summary>All cases, as <c>operation/case</c>.</summary>
    public static string[] All { get; } = [.. Directory.GetDirectories(s_root).SelectMany(Directory.GetDirectories).Select(folder => Path.GetRelativePath(s_root, folder)).Order(StringComparer.Ordinal)];

    public static string[] ModelFiles => Directory.GetFiles(s_root, "*.models.json");

    public string Name => name;

    public string Operation => name.Split('/')[0];

    public string Provider => Operation.Split('.')[0];

    public JsonObject Request { get; } = JsonNode.Parse(File.ReadAllText(Path.Combine(s_root, name, "request.json")))!.AsObject();

    /// <summary>The provider's answer; null if only the request is judged.</summary>
    public byte[]? Response { get; } = ResponseFile(name) is { } file ? File.ReadAllBytes(file) : null;

    public string ResponseContentType { get; } = ResponseFile(name) is { } file ? s_contentTypes[Path.GetExtension(file)] : "";

    public string Expected => File.Exists(ExpectedFile) ? File.ReadAllText(ExpectedFile) : "";

    /// <summary>The usage of the expected reading, if the provider reported it; null if there is none or it was computed.</summary>
    public JsonElement? ReportedUsage()
    {
        if (Reading is not { } reading || reading["computed"] is not null || reading["usage"]?.DeepClone() is not JsonObject usage) return null;
        if (usage["audio_milliseconds"] is { } length) usage["seconds"] = length.GetValue<long>() / 1000;
        return usage.Deserialize<JsonElement>();
    }

    /// <summary>What a line of recorded traffic would say of this case.</summary>
    public string? Role(bool isJobRead) => ReportedUsage() is null ? null : isJobRead ? "async-result" : "charge";

    /// <summary>True if usage was read that is not the last word.</summary>
    public bool IsPartial => ReportedUsage() is not null && Reading!["final"] is null;

    private JsonObject? Reading => Expected.Length == 0 ? null : JsonNode.Parse(Expected)!["reading"]?.AsObject();

    public void WriteExpected(string text) => File.WriteAllText(ExpectedFile, text);

    private string ExpectedFile => Path.Combine(s_root, name, "expected.json");

    private static string? ResponseFile(string name) => Directory.GetFiles(Path.Combine(s_root, name), "response.*").SingleOrDefault();
}
