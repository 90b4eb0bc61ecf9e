using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>The object <c>usage</c> of interactions (fact sheet 3.7): the arithmetic of <see cref="GeminiUsage"/> under other names.</summary>
internal static class InteractionUsage
{
    /// <summary>True if the object's text holds a count.</summary>
    public static bool HasCounts(ReadOnlySpan<byte> json) => json.IndexOf("_tokens\""u8) >= 0;

    public static Usage? Read(JsonElement? usage, string? model)
    {
        var input = GeminiUsage.Count(usage, "total_input_tokens");
        var output = GeminiUsage.Count(usage, "total_output_tokens");
        var thoughts = GeminiUsage.Count(usage, "total_thought_tokens");
        var tools = GeminiUsage.Count(usage, "total_tool_use_tokens");
        if (input is null && output is null && thoughts is null && tools is null) return null;

        var (read, written, cached, used) = (usage.Member("input_tokens_by_modality"), usage.Member("output_tokens_by_modality"), usage.Member("cached_tokens_by_modality"), usage.Member("tool_use_tokens_by_modality"));
        return new Usage
        {
            InputTokens = (input ?? 0) + (tools ?? 0),
            OutputTokens = (output ?? 0) + (thoughts ?? 0),
            CachedInputTokens = GeminiUsage.Count(usage, "total_cached_tokens") ?? 0,
            ReasoningTokens = thoughts ?? 0,
            TotalTokens = GeminiUsage.Count(usage, "total_tokens"),
            AudioInputTokens = GeminiUsage.Sum(Of(read, "audio"), Of(used, "audio")),
            ImageInputTokens = GeminiUsage.Sum(Of(read, "image"), Of(used, "image")),
            VideoInputTokens = GeminiUsage.Sum(Of(read, "video"), Of(used, "video")),
            CachedAudioInputTokens = Of(cached, "audio"),
            CachedImageInputTokens = Of(cached, "image"),
            CachedVideoInputTokens = Of(cached, "video"),
            AudioOutputTokens = Of(written, "audio"),
            ImageOutputTokens = Of(written, "image"),
            VideoOutputTokens = Of(written, "video"),
            WebSearches = Searches(usage, model),
        };
    }

    private static long? Of(JsonElement? details, string modality) => GeminiUsage.Of(details, modality, "tokens");

    private static long? Searches(JsonElement? usage, string? model)
    {
        if (usage.Member("grounding_tool_count") is not { ValueKind: JsonValueKind.Array } list) return null;
        long count = 0;
        foreach (var entry in list.EnumerateArray())
        {
            JsonElement? tool = entry;
            count += tool.String("type") is "google_search" or "google_maps" ? GeminiUsage.Count(tool, "count") ?? 0 : 0;
        }

        return SearchQueries.Charged(count, model);
    }
}
