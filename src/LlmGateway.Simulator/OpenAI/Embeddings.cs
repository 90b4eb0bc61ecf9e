using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>POST /embeddings (fact sheet 3.4); base64 where the SDK asks for it.</summary>
internal static class Embeddings
{
    private const int Dimensions = 8;

    public static async Task AnswerAsync(SimulatedCall call)
    {
        if (call.Text("model") is not { } model || call.Body["input"] is not { } input)
        {
            await call.ErrorAsync(400, "Missing required parameters: 'model' and 'input'.");
            return;
        }

        var texts = input is JsonArray array && array.All(item => item is JsonValue value && value.TryGetValue<string>(out _) || item is JsonArray) ? array.Count : 1;
        var tokens = call.Behaviour.InputTokens ?? (call.Behaviour.ZeroUsage ? 0 : Tokens(input));
        var vector = Enumerable.Range(0, Dimensions).Select(index => 0.01f * index).ToArray();
        object embedding = call.Text("encoding_format") == "base64" ? Convert.ToBase64String(vector.SelectMany(BitConverter.GetBytes).ToArray()) : vector;
        call.Desk.Bill.Add(new("openai", "embeddings", Serial.Next("emb_"), model, tokens, 0, 0, 0, 0, 0, 0, false));
        await call.JsonAsync(new
        {
            @object = "list",
            data = Enumerable.Range(0, texts).Select(index => new { @object = "embedding", index, embedding }),
            model,
            usage = new { prompt_tokens = tokens, total_tokens = tokens },
        });
    }

    private static int Tokens(JsonNode? input) => input switch
    {
        JsonArray array when array.Count > 0 && array[0] is JsonValue first && first.TryGetValue<int>(out _) => array.Count,
        JsonArray array => array.Sum(Tokens),
        _ => TextTokens.Count(input),
    };
}
