using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Threads;

/// <summary>POST /v1/threads/{id}/runs, plain (a job) and streamed (a job seen to its end, unless a tool is called for).</summary>
public sealed class ThreadRunsOperation : JsonOperation
{
    public override string Name => "openai.thread_runs";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/threads/{id}/runs")];

    public override string Booking => "Held: max_prompt_tokens and max_completion_tokens, else twice the context window (open). Charged: usage of the ended run; its steps are echoes.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request).Insert(0, request.RouteValues["id"]);

    public override string PollPath(CallRequest request, string jobId) => RunRequest.PollPath(jobId);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new RunReader(head);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        body.Root.RequiredText("assistant_id");
        return RunRequest.Estimate(body.Root, request, models);
    }
}
