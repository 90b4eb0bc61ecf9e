using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>Measures the body of generateContent (fact sheet 3.1, 3.2), also where it stands inside a batch.</summary>
internal static class GenerateRequest
{
    private const int MostCandidates = 8;

    /// <param name="model">Name as asked for.</param>
    /// <param name="root">The GenerateContentRequest.</param>
    /// <param name="slotOf">The body, where an output limit may be put into it; null where not.</param>
    public static Estimate Measure(CallRequest request, ModelCatalog models, string model, JsonElement root, JsonBody? slotOf)
    {
        var row = models.Find("gemini", model);
        var config = root.Field("generationConfig", "generation_config");
        if (config is { ValueKind: not JsonValueKind.Object }) throw new InvalidFieldException("'generationConfig' must be an object.", "generationConfig");

        var meter = new ContentMeter(request, model, row);
        meter.Media.DefaultDetail = MediaMeter.Detail(config?.Field("mediaResolution", "media_resolution")?.AsText("mediaResolution"));
        if (root.Field("contents") is null) throw new InvalidFieldException("'contents' is required.", "contents");
        meter.Contents(root.Field("contents"));
        meter.Content(root.Field("systemInstruction", "system_instruction"));
        meter.Tools(root.Field("tools"));
        meter.Functions.AnswerSchema(config?.Field("responseSchema", "response_schema"));

        var kind = AnswerKind.Of(model, Modalities(config), ImageSize(config));
        long? songs = AnswerKind.IsSong(model) ? 1 : null;
        var candidates = (int)(config?.Field("candidateCount", "candidate_count")?.AsInteger("candidateCount", 1, MostCandidates) ?? 1);
        var limit = config?.Field("maxOutputTokens", "max_output_tokens")?.AsInteger("maxOutputTokens", 1, long.MaxValue);
        var output = kind.Output(limit, row, candidates, slotOf is null ? null : () => Slot(slotOf, root, config));
        var cached = root.Field("cachedContent", "cached_content")?.AsText("cachedContent");
        var input = InputEstimate.Of(meter, cached is null ? [] : [GeminiNames.Find(cached) ?? cached]);
        return new Estimate
        {
            Model = model,
            Type = kind.Type is OperationType.LlmCall ? request.DeclaredType ?? kind.Type : kind.Type,
            BoundKind = meter.HasHostedTools ? BoundKind.Open : input.IsAssumed || kind.Images ? BoundKind.Assumed : BoundKind.Proven,
            Expected = input.Expected with { OutputTokens = kind.ExpectedOutput(output), Images = kind.Images ? candidates : null, Items = songs },
            Bound = input.Bound with { Items = songs, Images = kind.Images ? candidates : null, AudioOutputTokens = kind.Sound ? null : 0, ImageOutputTokens = kind.Images ? null : 0, VideoOutputTokens = 0 },
            Output = output,
            Sampled = meter.Text.Meter.Sampled && !input.IsAssumed && !meter.HasHostedTools,
            ServiceTier = GeminiTier.Read(root.Field("serviceTier", "service_tier")?.AsText("serviceTier")),
        };
    }

    /// <summary>The limit goes where the caller's own settings are, under the name of the spelling found there.</summary>
    private static OutputLimitSlot Slot(JsonBody body, JsonElement root, JsonElement? config)
    {
        var name = config is { } settings && settings.TryGetProperty("max_output_tokens", out _) ? "max_output_tokens" : "maxOutputTokens";
        return JsonSlot.Limit(body, root, "generationConfig", "generation_config", name);
    }

    private static string[]? Modalities(JsonElement? config) => config?.Field("responseModalities", "response_modalities") switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => item.AsText("responseModalities").ToUpperInvariant())],
        _ => throw new InvalidFieldException("'responseModalities' must be an array.", "responseModalities"),
    };

    private static string? ImageSize(JsonElement? config) => config?.Field("imageConfig", "image_config") is { ValueKind: JsonValueKind.Object } image
        ? image.Field("imageSize", "image_size")?.AsText("imageSize")
        : null;
}
