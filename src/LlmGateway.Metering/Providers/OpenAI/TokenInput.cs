using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>Input that is a text, texts, tokens, or arrays of tokens (completions, embeddings); tokens are counted exactly.</summary>
internal static class TokenInput
{
    private const long Slack = 16;

    /// <summary>Adds an input; answers how many inputs there are.</summary>
    public static int Add(TextMeter text, JsonElement input, string name, int most)
    {
        if (input.ValueKind == JsonValueKind.String || IsTokens(input)) return One(text, input);
        if (input.ValueKind != JsonValueKind.Array || input.GetArrayLength() == 0) throw Invalid(name, most);
        if (input.GetArrayLength() > most) throw Invalid(name, most);
        foreach (var item in input.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String && !IsTokens(item)) throw Invalid(name, most);
            One(text, item);
        }

        return input.GetArrayLength();
    }

    /// <summary>Each input is at most a context window.</summary>
    public static long Bound(TextMeter text, ModelRow model, int inputs)
    {
        var byCount = text.Sampled ? long.MaxValue : checked((long)Math.Ceiling(text.Expected * model.BoundFactor) + Slack);
        return Math.Min(Math.Min(byCount, checked(text.Ceiling + Slack)), checked(model.ContextWindow * inputs));
    }

    private static int One(TextMeter text, JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String) text.Add(input);
        else text.AddTokens(input.GetArrayLength());
        return 1;
    }

    private static bool IsTokens(JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Array || input.GetArrayLength() == 0) return false;
        foreach (var item in input.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number) return false;
        }

        return true;
    }

    private static InvalidFieldException Invalid(string name, int most) =>
        new($"'{name}' must be a string, an array of tokens, or up to {most} of either.", name);
}
