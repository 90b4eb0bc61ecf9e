using System.Globalization;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// The object <c>usageMetadata</c> (fact sheet 3.1). Input is the prompt and the prompt of tool use, output is the candidates and the
/// thoughts; the total is kept and never used, since in some sessions thoughts lie outside it. A count that is left out is 0 as soon as
/// any is there (proto3), and an object without any count is no usage (Vertex sends such ones first).
/// </summary>
internal static class GeminiUsage
{
    /// <summary>A larger count is nonsense, and is not read; sums of smaller ones cannot overflow.</summary>
    private const long Most = 1_000_000_000_000;

    /// <summary>True if the object's text holds a count.</summary>
    public static bool HasCounts(ReadOnlySpan<byte> json) => json.IndexOf("TokenCount\""u8) >= 0;

    public static Usage? Read(JsonElement? usage)
    {
        var prompt = Count(usage, "promptTokenCount");
        var candidates = Count(usage, "candidatesTokenCount") ?? Count(usage, "responseTokenCount");
        var thoughts = Count(usage, "thoughtsTokenCount");
        var tools = Count(usage, "toolUsePromptTokenCount");
        var total = Count(usage, "totalTokenCount");
        if (prompt is null && candidates is null && thoughts is null && tools is null)
        {
            // Only a total: of an answer that has no parts, it is all input.
            if (total is null) return null;
            prompt = total;
        }

        var input = usage.Member("promptTokensDetails") ?? usage.Member("promptTokenDetails");
        var toolInput = usage.Member("toolUsePromptTokensDetails");
        var output = usage.Member("candidatesTokensDetails") ?? usage.Member("responseTokensDetails");
        var cached = usage.Member("cacheTokensDetails");
        return new Usage
        {
            InputTokens = checked((prompt ?? 0) + (tools ?? 0)),
            OutputTokens = checked((candidates ?? 0) + (thoughts ?? 0)),
            CachedInputTokens = Count(usage, "cachedContentTokenCount") ?? 0,
            ReasoningTokens = thoughts ?? 0,
            TotalTokens = total,
            AudioInputTokens = Sum(Of(input, "AUDIO"), Of(toolInput, "AUDIO")),
            ImageInputTokens = Sum(Of(input, "IMAGE"), Of(toolInput, "IMAGE")),
            VideoInputTokens = Sum(Of(input, "VIDEO"), Of(toolInput, "VIDEO")),
            CachedAudioInputTokens = Of(cached, "AUDIO"),
            CachedImageInputTokens = Of(cached, "IMAGE"),
            CachedVideoInputTokens = Of(cached, "VIDEO"),
            AudioOutputTokens = Of(output, "AUDIO"),
            ImageOutputTokens = Of(output, "IMAGE"),
            VideoOutputTokens = Of(output, "VIDEO"),
            ServiceTier = GeminiTier.Read(usage.String("serviceTier")),
        };
    }

    /// <summary>A number, or one written as a string (int64 of proto JSON).</summary>
    public static long? Count(JsonElement? element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) && value is >= 0 and <= Most => value,
        { ValueKind: JsonValueKind.String } text when long.TryParse(UsageJson.TextOf(text), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= Most => value,
        _ => null,
    };

    /// <summary>Tokens of one modality in a list of details; null if there is no list, or none of them in it.</summary>
    public static long? Of(JsonElement? details, string modality, string count = "tokenCount")
    {
        if (details is not { ValueKind: JsonValueKind.Array } list) return null;
        long? tokens = null;
        foreach (var entry in list.EnumerateArray())
        {
            JsonElement? detail = entry;
            if (string.Equals(detail.String("modality"), modality, StringComparison.OrdinalIgnoreCase)) tokens = Sum(tokens, Count(detail, count));
        }

        return tokens;
    }

    /// <summary>Null only if neither is known.</summary>
    public static long? Sum(long? a, long? b) => a is null ? b : b is null ? a : checked(a + b);
}
