using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>POST models/{model}:generateContent (fact sheet 3.1, 3.2): text, native images, speech.</summary>
public sealed class GenerateContentOperation : JsonOperation
{
    public override string Name => "gemini.generate_content";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST models/{model}:generateContent", "POST tunedModels/{tuned}:generateContent");

    public override string Booking => GenerateBooking.Text;

    public override ImmutableArray<string> References(CallRequest request) => GenerateBooking.References(request);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models) =>
        GenerateRequest.Measure(request, models, GenerateBooking.Model(request), body.Root, body);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        new GenerateReader(GenerateBooking.Model(request), head);
}
