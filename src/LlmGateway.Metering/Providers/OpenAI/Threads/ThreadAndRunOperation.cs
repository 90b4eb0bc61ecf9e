using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Threads;

/// <summary>POST /v1/threads/runs: a thread and its first run in one call. The thread is its caller's.</summary>
public sealed class ThreadAndRunOperation : JsonOperation
{
    public override string Name => "openai.thread_and_run";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/threads/runs")];

    public override string Booking => "Held: max_prompt_tokens and max_completion_tokens, else twice the context window (open). Charged: usage of the ended run; its steps are echoes.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override string PollPath(CallRequest request, string jobId) => RunRequest.PollPath(jobId);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new RunReader(head);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        body.Root.RequiredText("assistant_id");
        return RunRequest.Estimate(body.Root, request, models);
    }
}
