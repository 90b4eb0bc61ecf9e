using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>POST models/{model}:embedContent: one content (fact sheet 3.4).</summary>
public sealed class EmbedContentOperation : JsonOperation
{
    public override string Name => "gemini.embed_content";

    public override OperationType Type => OperationType.Embedding;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST models/{model}:embedContent");

    public override string Booking => EmbedRequest.Booking;

    public override ImmutableArray<string> References(CallRequest request) => NamedObjects.Of(request.Body);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models) =>
        EmbedRequest.Measure(request, models, request.RouteValues["model"], [EmbedRequest.ContentOf(body.Root)]);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new EmbedReader(estimate!);
}
