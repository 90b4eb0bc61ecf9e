using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>generateContent and streamGenerateContent (fact sheet 3.1, 4.1, 4.2): usage is cumulative, thoughts lie outside the candidates.</summary>
internal static class GenerateContent
{
    private static readonly JsonSerializerOptions s_pretty = new() { WriteIndented = true };

    public static async Task PlainAsync(SimulatedCall call)
    {
        if (await BeginAsync(call) is not { } answer) return;
        Charge(call, answer, answer.Generation.Output, cut: false);
        await call.JsonAsync(Chunk(call, answer, answer.Generation.Whole, answer.Generation.Output, last: true));
    }

    public static async Task StreamAsync(SimulatedCall call)
    {
        if (await BeginAsync(call) is not { } answer) return;
        var sse = call.Http.Request.Query["alt"] == "sse";
        call.BeginStream(sse ? "text/event-stream" : "application/json; charset=UTF-8");
        var pieces = answer.Generation.Text;
        var sent = 0;
        try
        {
            for (var i = 0; i < pieces.Count; i++)
            {
                if (call.ErrorIsDue)
                {
                    const string error = "{\"error\":{\"code\":500,\"message\":\"An internal error has occurred.\",\"status\":\"INTERNAL\"}}";
                    await call.PieceAsync(sse ? $"data: {error}\r\n\r\n" : $",\r\n{error}]");
                    Charge(call, answer, sent, cut: true);
                    return;
                }

                var last = i == pieces.Count - 1;
                var output = last ? answer.Generation.Output : sent + TextTokens.Count(pieces[i]);
                if (last) Charge(call, answer, output, cut: false);
                var chunk = Chunk(call, answer, pieces[i], output, last);
                var text = sse ? $"data: {chunk.ToJsonString()}\r\n\r\n" : (i == 0 ? "[" : ",\r\n") + chunk.ToJsonString(s_pretty) + (last ? "\r\n]" : "");
                if (!await call.PieceAsync(text))
                {
                    if (!last) Charge(call, answer, sent, cut: true);
                    return;
                }

                sent = last ? -1 : output;
            }
        }
        catch when (sent >= 0 && sent < answer.Generation.Output)
        {
            Charge(call, answer, sent, cut: true);
            throw;
        }
    }

    private static async Task<Answer?> BeginAsync(SimulatedCall call)
    {
        if (call.Body["contents"] is not JsonArray contents)
        {
            await call.ErrorAsync(400, "* GenerateContentRequest.contents: contents is not specified");
            return null;
        }

        var model = call.Route("model");
        var config = call.Body["generationConfig"] ?? call.Body["generation_config"];
        var input = TextTokens.Count(contents) + TextTokens.Count(call.Body["systemInstruction"] ?? call.Body["system_instruction"]) + TextTokens.Count(call.Body["tools"]);
        var limit = SimulatedCall.Number(config?["maxOutputTokens"] ?? config?["max_output_tokens"]);
        var generation = Generation.Make(call.Behaviour, input, limit, model.StartsWith("gemini-1", StringComparison.Ordinal) || model.StartsWith("gemini-2.0", StringComparison.Ordinal) ? 0 : 6);
        var tool = call.Body["tools"]?[0]?["functionDeclarations"]?[0]?["name"]?.ToString();
        return new(Serial.Next("resp"), model, generation, tool is not null && contents.ToJsonString().Contains("weather", StringComparison.Ordinal) ? tool : null, model.Contains("-image", StringComparison.Ordinal));
    }

    private static JsonObject Chunk(SimulatedCall call, Answer answer, string text, int output, bool last)
    {
        object part = answer.Tool is not null ? new { functionCall = new { name = answer.Tool, args = new { city = "Paris" } } }
            : answer.Image ? new { inlineData = new { mimeType = "image/png", data = "iVBORw0KGgo=" } }
            : new { text };
        var thoughts = Math.Min(answer.Generation.Reasoning, output);
        var chunk = new JsonObject
        {
            ["candidates"] = JsonSerializer.SerializeToNode(new[] { new { content = new { parts = new[] { part }, role = "model" }, index = 0 } }),
            ["usageMetadata"] = Usage(answer.Generation.Input, answer.Generation.Cached, output - thoughts, thoughts),
            ["modelVersion"] = answer.Model,
            ["responseId"] = answer.Id,
        };
        if (last) chunk["candidates"]![0]!["finishReason"] = answer.Generation.Limited ? "MAX_TOKENS" : "STOP";
        if (call.Behaviour.NoUsage) chunk.Remove("usageMetadata");
        return chunk;
    }

    /// <summary>Fields that are 0 are left out, as proto3 does; a usage of nothing but zeros shows its total.</summary>
    private static JsonObject Usage(int input, int cached, int candidates, int thoughts)
    {
        var usage = new JsonObject { ["promptTokenCount"] = input, ["totalTokenCount"] = input + candidates + thoughts };
        if (candidates > 0) usage["candidatesTokenCount"] = candidates;
        if (thoughts > 0) usage["thoughtsTokenCount"] = thoughts;
        if (cached > 0) usage["cachedContentTokenCount"] = cached;
        usage["promptTokensDetails"] = new JsonArray(new JsonObject { ["modality"] = "TEXT", ["tokenCount"] = input });
        return usage;
    }

    private static void Charge(SimulatedCall call, Answer answer, int output, bool cut) => call.Desk.Bill.Add(new(
        "gemini", "generate_content", answer.Id, answer.Model, answer.Generation.Input, answer.Generation.Cached, output, answer.Generation.Reasoning, answer.Image ? 1 : 0, 0, 0, cut));

    private sealed record Answer(string Id, string Model, Generation Generation, string? Tool, bool Image);
}
