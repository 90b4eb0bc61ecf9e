using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.OpenAI.Images;

/// <summary>POST /v1/images/generations, plain and streamed (fact sheet 3.5, 4.4).</summary>
public sealed class ImagesGenerationsOperation : JsonOperation
{
    private const string DefaultModel = "dall-e-2";

    public override string Name => "openai.images_generations";

    public override OperationType Type => OperationType.ImageGeneration;

    public override OperationClass Class => OperationClass.Metered;

    public override bool CreatesOnce => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/images/generations")];

    public override string Booking => "Held: n images and their tokens by size and quality (dall-e: their price). Charged: images in the answer and usage (dall-e: the images).";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new ImagesReader(estimate!, head);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var fields = new JsonBodyFields(body.Root);
        return ImageRequest.Estimate(fields, fields.Text("model") ?? DefaultModel, fields.RequiredText("prompt"), null, request, models);
    }
}
