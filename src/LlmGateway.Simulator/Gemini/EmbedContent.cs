using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>embedContent and batchEmbedContents (fact sheet 3.4): gemini-embedding-2 reports tokens, gemini-embedding-001 nothing.</summary>
internal static class EmbedContent
{
    public static Task OneAsync(SimulatedCall call) => AnswerAsync(call, [call.Body["content"]], many: false);

    public static Task ManyAsync(SimulatedCall call) => AnswerAsync(call, [.. (call.Body["requests"] as JsonArray ?? []).Select(request => request?["content"])], many: true);

    private static Task AnswerAsync(SimulatedCall call, IReadOnlyList<JsonNode?> contents, bool many)
    {
        var model = call.Route("model");
        var tokens = call.Behaviour.InputTokens ?? contents.Sum(TextTokens.Count);
        call.Desk.Bill.Add(new("gemini", "embed_content", Serial.Next("emb"), model, tokens, 0, 0, 0, 0, 0, 0, false));
        var embedding = new { values = new[] { 0.01, -0.02, 0.03 } };
        var body = new Dictionary<string, object> { [many ? "embeddings" : "embedding"] = many ? contents.Select(_ => embedding) : embedding };
        if (!model.EndsWith("001", StringComparison.Ordinal) && !call.Behaviour.NoUsage)
        {
            body["usageMetadata"] = new { promptTokenCount = tokens, promptTokenDetails = new[] { new { modality = "TEXT", tokenCount = tokens } } };
        }

        return call.JsonAsync(body);
    }
}
