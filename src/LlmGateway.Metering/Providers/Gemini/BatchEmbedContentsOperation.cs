using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>POST models/{model}:batchEmbedContents: several contents at once; Google's SDK sends it for one, too (fact sheet 3.4).</summary>
public sealed class BatchEmbedContentsOperation : JsonOperation
{
    public override string Name => "gemini.batch_embed_contents";

    public override OperationType Type => OperationType.Embedding;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST models/{model}:batchEmbedContents");

    public override string Booking => EmbedRequest.Booking;

    public override ImmutableArray<string> References(CallRequest request) => NamedObjects.Of(request.Body);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models) =>
        EmbedRequest.Measure(request, models, request.RouteValues["model"], [.. body.Root.RequiredArray("requests").EnumerateArray().Select(EmbedRequest.ContentOf)]);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new EmbedReader(estimate!);
}
