using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>A recorded chat stream as if its client had not asked for usage: the gateway asks, and must hide what it asked for.</summary>
internal static partial class UnaskedUsage
{
    private static readonly string[] s_families = ["chat.completions", "completions"];

    public static bool Fits(RecordedLine line) => line is { Provider: "openai", IsStream: true, Role: "charge" } && s_families.Contains(line.Family);

    public static Play Of(RecordedLine line, Framing framing)
    {
        var request = JsonNode.Parse(line.RequestBody)!.AsObject();
        request.Remove("stream_options");
        var unasked = line with { RequestBody = Encoding.UTF8.GetBytes(request.ToJsonString()) };
        var answer = FramedAnswer.Of(unasked, framing);
        return new(unasked, answer) { Shown = Encoding.UTF8.GetBytes(Event().Replace(Encoding.UTF8.GetString(answer.Body), found => Shown(found.Value))) };
    }

    /// <summary>The chunk that is there for its usage alone goes, and of the others the usage of null.</summary>
    private static string Shown(string block)
    {
        if (!block.StartsWith("data: {", StringComparison.Ordinal)) return block;
        var chunk = JsonNode.Parse(block["data: ".Length..])!;
        if (chunk["usage"] is JsonObject && chunk["choices"] is JsonArray { Count: 0 }) return "";
        return NullUsage().Replace(block, "");
    }

    [GeneratedRegex(@".+?(\r?\n){2}", RegexOptions.Singleline)]
    private static partial Regex Event();

    [GeneratedRegex(""","usage":null|"usage":null,""")]
    private static partial Regex NullUsage();
}
