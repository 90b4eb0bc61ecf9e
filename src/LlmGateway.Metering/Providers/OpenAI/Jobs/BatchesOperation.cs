using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Jobs;

/// <summary>
/// POST /v1/batches (fact sheet 3.9): a job whose lines stand in an uploaded file that the gateway has not read, so its bound is open. Images and videos, which
/// have quotas of their own and are not told apart in a batch's usage, are refused.
/// </summary>
public sealed class BatchesOperation : JsonOperation
{
    /// <summary>Models stand in the lines; only some clients name one for the whole batch.</summary>
    private const string UnknownModel = "batch";

    public override string Name => "openai.batches";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/batches")];

    public override string Booking => "Held: twice the context window, open. Charged: usage of the batch when it is completed, cancelled or expired, at the batch price; a failed one gives all back. Images and videos are refused.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override string PollPath(CallRequest request, string jobId) => $"/v1/batches/{Uri.EscapeDataString(jobId)}";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new BatchReader(head);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        body.Root.RequiredText("input_file_id");
        var type = TypeOf(body.Root.RequiredText("endpoint"), request.DeclaredType);
        var name = body.Root.Text("model") ?? UnknownModel;
        var input = new Usage { InputTokens = OpenCall.Input(models.Find("openai", name)), ServiceTier = BatchReader.Tier };
        return new Estimate { Model = name, Type = type, BoundKind = BoundKind.Open, Expected = input, Bound = input, ServiceTier = BatchReader.Tier };
    }

    private static OperationType TypeOf(string endpoint, OperationType? declared) => endpoint switch
    {
        "/v1/chat/completions" or "/v1/responses" or "/v1/completions" => declared ?? OperationType.LlmCall,
        "/v1/embeddings" => OperationType.Embedding,
        "/v1/moderations" => OperationType.Other,
        _ => throw new InvalidFieldException("'endpoint' must be one of chat completions, responses, completions, embeddings and moderations: the images and videos of a batch could not be counted.", "endpoint"),
    };
}
