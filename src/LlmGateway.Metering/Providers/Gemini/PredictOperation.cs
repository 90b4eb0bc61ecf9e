using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>POST models/{model}:predict: Imagen, by the piece (fact sheet 3.5). It makes four images where the request does not say how many.</summary>
public sealed class PredictOperation : JsonOperation
{
    private const int MostImages = 4;
    private const int MostInstances = 16;

    public override string Name => "gemini.predict";

    public override OperationType Type => OperationType.ImageGeneration;

    public override OperationClass Class => OperationClass.Metered;

    public override bool CreatesOnce => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST models/{model}:predict");

    public override string Booking => "Held: instances x parameters.sampleCount images (4 if absent). Charged: predictions that hold bytes; filtered ones are not.";

    public override ImmutableArray<string> References(CallRequest request) => NamedObjects.Of(request.Body);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var instances = body.Root.RequiredArray("instances").GetArrayLength();
        if (instances is 0 or > MostInstances) throw new InvalidFieldException($"'instances' must have 1 to {MostInstances} elements.", "instances");
        var parameters = body.Root.Object("parameters");
        var samples = (parameters?.Field("sampleCount", "sample_count") ?? parameters?.Field("numberOfImages"))?.AsInteger("sampleCount", 1, MostImages) ?? MostImages;
        var images = new Usage
        {
            Images = samples * instances,
            Resolution = parameters?.Field("sampleImageSize", "sample_image_size")?.AsText("sampleImageSize"),
        };
        return new Estimate { Model = request.RouteValues["model"], Type = Type, BoundKind = BoundKind.Proven, Expected = images, Bound = images };
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new PredictionsReader(estimate!, head);
}
