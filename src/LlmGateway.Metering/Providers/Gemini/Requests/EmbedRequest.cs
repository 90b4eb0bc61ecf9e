using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>Measures contents that are embedded, each within the model's window (fact sheet 3.4).</summary>
internal static class EmbedRequest
{
    public const string Booking = "Held: input tokens by count. Charged: usageMetadata.promptTokenCount; what was counted, where the model reports nothing (gemini-embedding-001).";

    private const int MostContents = 10_000;

    public static Estimate Measure(CallRequest request, ModelCatalog models, string model, IReadOnlyCollection<JsonElement> contents)
    {
        if (contents.Count > MostContents) throw new InvalidFieldException($"At most {MostContents} contents can be embedded at once.", "requests");
        var row = models.Find("gemini", model);
        var meter = new ContentMeter(request, model, row with { ContextWindow = checked(row.ContextWindow * contents.Count) });
        foreach (var content in contents) meter.Content(content);
        var input = InputEstimate.Of(meter);
        return new Estimate
        {
            Model = model,
            Type = OperationType.Embedding,
            BoundKind = input.IsAssumed ? BoundKind.Assumed : BoundKind.Proven,
            Expected = input.Expected,
            Bound = input.Bound,
            Sampled = meter.Text.Meter.Sampled && !input.IsAssumed,
        };
    }

    /// <summary>The content of one request.</summary>
    public static JsonElement ContentOf(JsonElement request) => request.ValueKind == JsonValueKind.Object && request.Field("content") is { } content
        ? content
        : throw new InvalidFieldException("A request to embed must be an object with 'content'.", "content");
}
