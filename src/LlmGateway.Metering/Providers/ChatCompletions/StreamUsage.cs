using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>A streamed chat tells its usage only if <c>stream_options.include_usage</c> asks for it.</summary>
internal static class StreamUsage
{
    public static bool IsAskedFor(JsonElement root) => root.Object("stream_options")?.Flag("include_usage") == true;

    /// <summary>The edits that ask for it; none if the caller does.</summary>
    public static ImmutableArray<BodyEdit> AskFor(JsonBody body)
    {
        var root = body.Root;
        if (IsAskedFor(root)) return [];
        return root.Object("stream_options") is { } options
            ? [JsonSlot.Set(body, options, "include_usage", "true")]
            : [JsonSlot.Set(body, root, "stream_options", "{\"include_usage\":true}")];
    }
}
