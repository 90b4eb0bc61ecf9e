using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Jobs;

/// <summary>
/// POST /v1/fine_tuning/jobs: a job charged by trained tokens, which depend on a file that the gateway has not read. Training has prices of its own: the model is
/// called <c>training:name</c>, and while no price of that name is configured, it is refused where money is limited.
/// </summary>
public sealed class FineTuningJobsOperation : JsonOperation
{
    public override string Name => "openai.fine_tuning_jobs";

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/fine_tuning/jobs")];

    public override string Booking => "Held: twice the context window, open; without a price for training:model it is refused where money is limited. Charged: trained_tokens of the succeeded job; a failed one gives all back.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override string PollPath(CallRequest request, string jobId) => $"/v1/fine_tuning/jobs/{Uri.EscapeDataString(jobId)}";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new FineTuningReader(head);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var name = body.Root.RequiredText("model");
        body.Root.RequiredText("training_file");
        var input = new Usage { InputTokens = OpenCall.Input(models.Find("openai", name)) };
        return new Estimate { Model = FineTuningReader.Training(name), Type = Type, BoundKind = BoundKind.Open, Expected = input, Bound = input };
    }
}
