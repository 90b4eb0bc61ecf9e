using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini.Compatible;

/// <summary>POST openai/images/generations: OpenAI's images in front of Imagen and Gemini's own image models (fact sheet 2a, 3.2).</summary>
public sealed class CompatibleImagesOperation : JsonOperation
{
    private const int MostImages = 10;

    public override string Name => "gemini.openai_images_generations";

    public override OperationType Type => OperationType.ImageGeneration;

    public override OperationClass Class => OperationClass.Metered;

    public override bool CreatesOnce => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST openai/images/generations");

    public override string Booking => "Held: n images (1 if absent) and, of models that are paid by tokens, the tokens of n images. Charged: elements of data, and usage; without it the tokens of so many images.";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new CompatiblePiecesReader(head, images => Made(estimate!, images), counts: true);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var root = body.Root;
        var model = root.RequiredText("model");
        var images = root.Integer("n", 1, MostImages) ?? 1;
        var meter = new ContentMeter(request, model, models.Find("gemini", model));
        if (root.RequiredText("prompt").Length > 0) meter.Text.Add(root.Field("prompt"), "prompt");
        var byPiece = ModelName.Normalise(model).StartsWith("imagen", StringComparison.Ordinal);
        var pieces = new Usage { Images = images };
        if (byPiece) return new Estimate { Model = model, Type = Type, BoundKind = BoundKind.Proven, Expected = pieces, Bound = pieces };

        var input = InputEstimate.Of(meter);
        var kind = AnswerKind.Of(model, ["IMAGE"], null);
        var output = kind.Output(null, meter.Row, (int)images, null);
        return new Estimate
        {
            Model = model,
            Type = Type,
            BoundKind = BoundKind.Assumed,
            Expected = input.Expected with { Images = images, OutputTokens = kind.ExpectedOutput(output), ImageOutputTokens = kind.ExpectedOutput(output) },
            Bound = input.Bound with { Images = images, AudioOutputTokens = 0, VideoOutputTokens = 0 },
            Output = output,
        };
    }

    /// <summary>As many tokens as so many images have, of models that have any.</summary>
    private static Usage Made(Estimate estimate, long images)
    {
        var ofOne = estimate.Expected.OutputTokens / estimate.Expected.Images;
        return new Usage { InputTokens = estimate.Expected.InputTokens, OutputTokens = ofOne * images, ImageOutputTokens = ofOne * images };
    }
}
