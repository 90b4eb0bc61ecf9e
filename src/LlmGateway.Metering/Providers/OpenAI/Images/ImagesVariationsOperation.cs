using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.OpenAI.Images;

/// <summary>POST /v1/images/variations (dall-e-2 only): priced by the piece.</summary>
public sealed class ImagesVariationsOperation : FieldsOperation
{
    private const string DefaultModel = "dall-e-2";

    public override string Name => "openai.images_variations";

    public override OperationType Type => OperationType.ImageGeneration;

    public override OperationClass Class => OperationClass.Metered;

    public override bool CreatesOnce => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/images/variations")];

    public override string Booking => "Held: n images by their size. Charged: the images in the answer.";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new ImagesReader(estimate!, head);

    private protected override EstimateResult Estimate(CallRequest request, BodyFields fields, ModelCatalog models) =>
        ImageRequest.Estimate(fields, fields.Text("model") ?? DefaultModel, null, null, request, models);
}
