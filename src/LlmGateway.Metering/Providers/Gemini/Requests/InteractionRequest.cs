using System.Globalization;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>Measures an interaction (fact sheet 3.7): with a model, or with an agent, which loops inside the call and may do anything.</summary>
internal static class InteractionRequest
{
    private const long MostVideoSeconds = 60;

    public static Estimate Measure(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var root = body.Root;
        var agent = root.Text("agent");
        var model = agent ?? root.RequiredText("model");
        var row = models.Find("gemini", model);
        var meter = new ContentMeter(request, model, row);
        meter.Text.Add(root.Field("system_instruction"), "system_instruction");
        if (root.Field("system_instruction") is not null) meter.BeginContent();
        InteractionInput.Measure(meter, root.Field("input"));
        InteractionInput.Tools(meter, root.Field("tools"));
        if (agent is not null || root.Field("environment") is not null) meter.Hosted("agent");

        var kind = Kind(root, model);
        var config = root.Object("generation_config");
        var output = kind.Output(config?.Integer("max_output_tokens", 1, long.MaxValue), row, 1, agent is null ? () => JsonSlot.Limit(body, root, "generation_config", "generation_config", "max_output_tokens") : null);
        var input = InputEstimate.Of(meter, [.. Stored(root)]);
        var made = Made(root, kind, model);
        var background = root.Flag("background");
        return new Estimate
        {
            Model = model,
            Type = kind.Type is OperationType.LlmCall ? request.DeclaredType ?? kind.Type : kind.Type,
            BoundKind = meter.HasHostedTools ? BoundKind.Open : input.IsAssumed || kind.Type is not (OperationType.LlmCall or OperationType.Audio) ? BoundKind.Assumed : BoundKind.Proven,
            Expected = input.Expected with { OutputTokens = kind.ExpectedOutput(output), Images = made.Images, Videos = made.Videos, VideoMilliseconds = made.VideoMilliseconds, Items = made.Items, Resolution = made.Resolution },
            Bound = input.Bound with
            {
                AudioOutputTokens = agent is not null || kind.Sound ? null : 0,
                ImageOutputTokens = agent is not null || kind.Images ? null : 0,
                VideoOutputTokens = agent is not null || kind.Video ? null : 0,
                Images = made.Images,
                Videos = made.Videos,
                VideoMilliseconds = made.VideoMilliseconds,
                Items = made.Items,
                Resolution = made.Resolution,
            },
            Output = output,
            Streamed = root.Flag("stream"),
            CreatesJob = background || agent is not null,
            Sampled = meter.Text.Meter.Sampled && !input.IsAssumed && !meter.HasHostedTools,
            ServiceTier = GeminiTier.Read(root.Text("service_tier")),
        };
    }

    /// <summary>What the provider has stored and reads as input; a token to go on with stands for all of an unknown past.</summary>
    private static IEnumerable<string> Stored(JsonElement root)
    {
        if (root.Text("previous_interaction_id") is { } previous) yield return previous;
        if (root.Text("cached_content") is { } cached) yield return GeminiNames.Find(cached) ?? cached;
        if (root.Text("continuation_token") is { } token) yield return token;
    }

    private static AnswerKind Kind(JsonElement root, string model)
    {
        var formats = Formats(root).ToArray();
        var modalities = formats.Select(format => format.Text("type")?.ToUpperInvariant() ?? "TEXT").Concat(Modalities(root)).ToArray();
        var size = formats.Select(format => format.Text("image_size")).FirstOrDefault(told => told is not null) ?? root.Object("generation_config")?.Object("image_config")?.Text("image_size");
        return AnswerKind.Of(model, modalities.Length == 0 ? null : modalities, size, Seconds(formats));
    }

    private static IEnumerable<JsonElement> Formats(JsonElement root) => root.Field("response_format") switch
    {
        { ValueKind: JsonValueKind.Object } one => [one],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Where(format => format.ValueKind == JsonValueKind.Object),
        null => [],
        _ => throw new InvalidFieldException("'response_format' must be an object or an array of objects.", "response_format"),
    };

    private static IEnumerable<string> Modalities(JsonElement root) => root.Field("response_modalities") is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Select(word => word.AsText("response_modalities").ToUpperInvariant())
        : [];

    /// <summary><c>"8s"</c>; null if no format tells it.</summary>
    private static long? Seconds(IEnumerable<JsonElement> formats)
    {
        if (formats.Select(format => format.Text("duration")).FirstOrDefault(told => told is not null) is not { } duration) return null;
        return decimal.TryParse(duration.TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= MostVideoSeconds
            ? (long)Math.Ceiling(seconds)
            : throw new InvalidFieldException($"'duration' must be seconds from 1s to {MostVideoSeconds}s.", "response_format.duration");
    }

    private static Usage Made(JsonElement root, AnswerKind kind, string model) => new()
    {
        Images = kind.Images ? 1 : null,
        Videos = kind.Video ? 1 : null,
        VideoMilliseconds = kind.Video ? kind.VideoSeconds * 1000 : null,
        Resolution = kind.Video ? Formats(root).Select(format => format.Text("resolution")).FirstOrDefault(told => told is not null)?.ToLowerInvariant() ?? "720p" : null,
        Items = AnswerKind.IsSong(model) ? 1 : null,
    };
}
