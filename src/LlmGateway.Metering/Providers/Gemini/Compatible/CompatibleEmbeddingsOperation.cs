using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini.Compatible;

/// <summary>POST openai/embeddings: OpenAI's embeddings in front of Gemini's models (fact sheet 2a).</summary>
public sealed class CompatibleEmbeddingsOperation : JsonOperation
{
    private const int MostInputs = 2048;

    public override string Name => "gemini.openai_embeddings";

    public override OperationType Type => OperationType.Embedding;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST openai/embeddings");

    public override string Booking => "Held: counted input. Charged: usage.prompt_tokens; what was counted, where the model reports nothing.";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new CompatiblePiecesReader(head, _ => estimate!.Expected);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var model = body.Root.RequiredText("model");
        var inputs = Inputs(body.Root.Field("input"));
        var row = models.Find("gemini", model);
        var meter = new ContentMeter(request, model, row with { ContextWindow = checked(row.ContextWindow * inputs.Count) });
        foreach (var input in inputs) meter.Text.Add(input, "input");
        var (expected, bound, _) = InputEstimate.Of(meter);
        return new Estimate { Model = model, Type = Type, BoundKind = BoundKind.Proven, Expected = expected, Bound = bound, Sampled = meter.Text.Meter.Sampled };
    }

    /// <summary>A string, or an array of them.</summary>
    private static IReadOnlyCollection<JsonElement> Inputs(JsonElement? input) => input switch
    {
        { ValueKind: JsonValueKind.String } one => [one],
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() is > 0 and <= MostInputs => [.. list.EnumerateArray()],
        _ => throw new InvalidFieldException($"'input' must be a string or an array of 1 to {MostInputs} strings.", "input"),
    };
}
