using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;

namespace LlmGateway.Metering.Providers.OpenAI.Jobs;

/// <summary>Usage of several models in one answer; each is charged at its own price.</summary>
internal static class ModelUsage
{
    /// <summary>A list of <c>{model_name, prompt_tokens, completion_tokens, cached_tokens}</c>; null if it is absent.</summary>
    public static Usage? OfList(JsonElement? list)
    {
        if (list is not { ValueKind: JsonValueKind.Array } models) return null;
        return new Usage { Also = [.. models.EnumerateArray().Select(model => Of(model, UsageJson.String(model, "model_name"))).OfType<Usage>()] };
    }

    /// <summary>A map from model to usage; null if it is absent.</summary>
    public static Usage? OfMap(JsonElement? map)
    {
        if (map is not { ValueKind: JsonValueKind.Object } models) return null;
        return new Usage
        {
            Also = [.. models.EnumerateObject().Select(model => Of(model.Value, Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(model)))).OfType<Usage>()],
        };
    }

    private static Usage? Of(JsonElement model, string? name)
    {
        JsonElement? usage = model;
        return ChatUsage.Read(usage) is { } read ? read with { Model = name, CachedInputTokens = read.CachedInputTokens ?? usage.Long("cached_tokens") } : null;
    }
}
