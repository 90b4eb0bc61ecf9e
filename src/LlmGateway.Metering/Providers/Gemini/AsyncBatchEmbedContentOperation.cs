using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>POST models/{model}:asyncBatchEmbedContent: a job of many embeddings, inline or in a file (fact sheet 2a), at half the price.</summary>
public sealed class AsyncBatchEmbedContentOperation : JsonOperation
{
    public override string Name => "gemini.async_batch_embed_content";

    public override OperationType Type => OperationType.Embedding;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST models/{model}:asyncBatchEmbedContent");

    public override string Booking => "Held: input tokens by count; of contents in a file only a guess (open). Charged at the batch price: tokenCount or usageMetadata of all answers of the finished batch, once.";

    public override ImmutableArray<string> References(CallRequest request) => NamedObjects.Of(request.Body);

    public override string PollPath(CallRequest request, string jobId) => GeminiRoutes.Path(request, jobId);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var model = request.RouteValues["model"];
        return BatchRequest.Requests(body.Root) is { } requests
            ? EmbedRequest.Measure(request, models, model, [.. requests.Select(EmbedRequest.ContentOf)]) with { ServiceTier = GeminiTier.Batch }
            : BatchRequest.OfFile(request, models.Find("gemini", model), model, Type);
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new BatchReader(head);
}
