using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>POST models/{model}:batchGenerateContent: a job of many requests, inline or in a file (fact sheet 3.9), at half the price.</summary>
public sealed class BatchGenerateContentOperation : JsonOperation
{
    public override string Name => "gemini.batch_generate_content";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST models/{model}:batchGenerateContent");

    public override string Booking => "Held: each inline request as by itself; of requests in a file only a guess (open). "
        + "Charged at the batch price: the usageMetadata of all answers of the finished batch, once; of a file, line by line.";

    public override ImmutableArray<string> References(CallRequest request) => NamedObjects.Of(request.Body);

    public override string PollPath(CallRequest request, string jobId) => GeminiRoutes.Path(request, jobId);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var model = request.RouteValues["model"];
        return BatchRequest.Requests(body.Root) is { } requests
            ? BatchRequest.Sum(model, [.. requests.Select(inline => GenerateRequest.Measure(request, models, model, inline, null))])
            : BatchRequest.OfFile(request, models.Find("gemini", model), model, Type);
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new BatchReader(head);
}
