using System.Runtime.InteropServices;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>
/// The usage object of chats, responses, embeddings and images. The details are spelt in four ways; all their numbers are subsets.
/// </summary>
internal static class ChatUsage
{
    public static Usage? Read(JsonElement? usage, string? model = null, string? tier = null)
    {
        var input = usage.Long("prompt_tokens") ?? usage.Long("input_tokens");
        var output = usage.Long("completion_tokens") ?? usage.Long("output_tokens");
        if (input is null && output is null) return null;

        var inputDetails = usage.Member("prompt_tokens_details") ?? usage.Member("input_tokens_details") ?? usage.Member("prompt_token_details") ?? usage.Member("input_token_details");
        var outputDetails = usage.Member("completion_tokens_details") ?? usage.Member("output_tokens_details") ?? usage.Member("output_token_details");
        return new Usage
        {
            InputTokens = input,
            OutputTokens = output,
            TotalTokens = usage.Long("total_tokens"),
            CachedInputTokens = inputDetails.Long("cached_tokens"),
            CacheWriteTokens = inputDetails.Long("cache_write_tokens"),
            LongCacheWriteTokens = LongWrites(inputDetails.Member("cache_write_tokens_details")),
            AudioInputTokens = inputDetails.Long("audio_tokens"),
            ImageInputTokens = inputDetails.Long("image_tokens"),
            ReasoningTokens = outputDetails.Long("reasoning_tokens"),
            AudioOutputTokens = outputDetails.Long("audio_tokens"),
            ImageOutputTokens = outputDetails.Long("image_tokens"),
            Model = model,
            ServiceTier = tier,
        };
    }

    /// <summary>Of a split by lifetime, what is kept for twelve hours (fact sheet 7); the names are matched by what they say.</summary>
    private static long? LongWrites(JsonElement? details)
    {
        if (details is not { ValueKind: JsonValueKind.Object } split) return null;
        long? sum = null;
        foreach (var member in split.EnumerateObject())
        {
            if (JsonMarshal.GetRawUtf8PropertyName(member).IndexOf("12"u8) >= 0 && member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt64(out var tokens)) sum = (sum ?? 0) + Math.Clamp(tokens, 0, Amounts.Largest);
        }

        return sum;
    }
}
