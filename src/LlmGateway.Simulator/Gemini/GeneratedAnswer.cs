using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>What the simulated model makes of one GenerateContentRequest: text, a function call, images or speech (fact sheet 3.1, 3.2).</summary>
internal sealed record GeneratedAnswer
{
    private const int TokensOfImage = 1120;
    private const int TokensOfSpeech = 250;
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    public required string Id { get; init; }

    public required string Model { get; init; }

    public required Generation Generation { get; init; }

    /// <summary>Name of the function that is called instead of an answer.</summary>
    public string? Tool { get; init; }

    public int Images { get; init; }

    public bool Speech { get; init; }

    /// <summary>What a search of the web was for; null if there was none.</summary>
    public string? Search { get; init; }

    /// <summary>Tokens that the search read.</summary>
    public int ToolInput => Search is null ? 0 : 73;

    public static GeneratedAnswer Make(SimulatedCall call, GeminiObjects objects, string model, JsonObject request)
    {
        var config = request["generationConfig"] ?? request["generation_config"];
        var cached = (request["cachedContent"] ?? request["cached_content"])?.ToString() is { } name ? Stored(objects, name) : 0;
        var input = cached + TextTokens.Count(request["contents"]) + TextTokens.Count(request["systemInstruction"] ?? request["system_instruction"]) + TextTokens.Count(Functions(request));
        var candidates = SimulatedCall.Number(config?["candidateCount"] ?? config?["candidate_count"]) ?? 1;
        var images = model.Contains("-image", StringComparison.Ordinal) || Wants(config, "IMAGE") ? candidates : 0;
        var speech = model.Contains("-tts", StringComparison.Ordinal) || Wants(config, "AUDIO");
        var limit = SimulatedCall.Number(config?["maxOutputTokens"] ?? config?["max_output_tokens"]) * candidates;
        var behaviour = images > 0 ? call.Behaviour with { OutputTokens = call.Behaviour.OutputTokens ?? (TokensOfImage * images) }
            : speech ? call.Behaviour with { OutputTokens = call.Behaviour.OutputTokens ?? TokensOfSpeech }
            : call.Behaviour;
        var generation = Generation.Make(behaviour, input, limit, images > 0 || speech || !Thinks(model) ? 0 : 6);
        var tool = Functions(request)?[0]?["name"]?.ToString();
        return new GeneratedAnswer
        {
            Id = Serial.Next("resp"),
            Model = model.EndsWith("-latest", StringComparison.Ordinal) ? "gemini-3.6-flash" : model,
            Generation = cached > 0 && call.Behaviour.Cached is null ? generation with { Cached = cached } : generation,
            Tool = tool is not null && request["contents"]!.ToJsonString().Contains("weather", StringComparison.Ordinal) ? tool : null,
            Images = images,
            Speech = speech,
            Search = HasSearch(request) ? "what is new" : null,
        };
    }

    /// <summary>The parts of the whole answer; images are its only ones.</summary>
    public JsonArray Parts(string text) =>
        Tool is not null ? [new JsonObject { ["functionCall"] = new JsonObject { ["name"] = Tool, ["args"] = new JsonObject { ["city"] = "Paris" } } }]
        : Images > 0 ? [new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = "image/png", ["data"] = Picture } }]
        : Speech ? [new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = "audio/L16;codec=pcm;rate=24000", ["data"] = "AAAAAA==" } }]
        : [new JsonObject { ["text"] = text }];

    /// <summary>A chunk, or the whole answer, in the provider's shape.</summary>
    /// <param name="output">Output tokens so far, thoughts included.</param>
    public JsonObject Chunk(string text, int output, bool last)
    {
        var candidates = new JsonArray();
        for (var i = 0; i < Math.Max(1, Images); i++)
        {
            var candidate = new JsonObject { ["content"] = new JsonObject { ["parts"] = Parts(text), ["role"] = "model" } };
            if (last) candidate["finishReason"] = Generation.Limited ? "MAX_TOKENS" : "STOP";
            candidate["index"] = i;
            if (last && Search is not null) candidate["groundingMetadata"] = new JsonObject { ["webSearchQueries"] = new JsonArray("", Search), ["groundingChunks"] = new JsonArray() };
            candidates.Add((JsonNode)candidate);
        }

        return new JsonObject { ["candidates"] = candidates, ["usageMetadata"] = Usage(output), ["modelVersion"] = Model, ["responseId"] = Id };
    }

    /// <summary>Fields that are 0 are left out, as proto3 does; a usage of nothing but zeros shows its total.</summary>
    public JsonObject Usage(int output)
    {
        var thoughts = Math.Min(Generation.Reasoning, output);
        var candidates = output - thoughts;
        var usage = new JsonObject { ["promptTokenCount"] = Generation.Input };
        if (candidates > 0) usage["candidatesTokenCount"] = candidates;
        usage["totalTokenCount"] = Generation.Input + output + ToolInput;
        if (Generation.Cached > 0) usage["cachedContentTokenCount"] = Generation.Cached;
        usage["promptTokensDetails"] = Details("TEXT", Generation.Input);
        if (Images > 0) usage["candidatesTokensDetails"] = Details("IMAGE", candidates);
        if (Speech) usage["candidatesTokensDetails"] = Details("AUDIO", candidates);
        if (ToolInput > 0) (usage["toolUsePromptTokenCount"], usage["toolUsePromptTokensDetails"]) = (ToolInput, Details("TEXT", ToolInput));
        if (thoughts > 0) usage["thoughtsTokenCount"] = thoughts;
        usage["serviceTier"] = "standard";
        return usage;
    }

    public BillLine Line(string operation, int output, bool cut) =>
        new("gemini", operation, Id, Model, Generation.Input + ToolInput, Generation.Cached, output, Math.Min(Generation.Reasoning, output), Images, 0, 0, cut);

    private static JsonArray Details(string modality, int tokens) => [new JsonObject { ["modality"] = modality, ["tokenCount"] = tokens }];

    private static bool Thinks(string model) => !model.StartsWith("gemini-1", StringComparison.Ordinal) && !model.StartsWith("gemini-2.0", StringComparison.Ordinal);

    private static bool Wants(JsonNode? config, string modality) =>
        (config?["responseModalities"] ?? config?["response_modalities"]) is JsonArray wanted && wanted.Any(item => item?.ToString() == modality);

    private static JsonNode? Functions(JsonObject request) => request["tools"]?[0]?["functionDeclarations"] ?? request["tools"]?[0]?["function_declarations"];

    private static bool HasSearch(JsonObject request) =>
        request["tools"] is JsonArray tools && tools.Any(tool => tool is JsonObject record && (record.ContainsKey("googleSearch") || record.ContainsKey("google_search")));

    private static int Stored(GeminiObjects objects, string cache) => SimulatedCall.Number(objects.Find(cache)?["usageMetadata"]?["totalTokenCount"]) ?? 0;
}
