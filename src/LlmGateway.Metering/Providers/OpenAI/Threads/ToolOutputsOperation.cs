using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.OpenAI.Threads;

/// <summary>
/// POST /v1/threads/{id}/runs/{run}/submit_tool_outputs: lets a run go on, whose usage at the end covers all its turns. The answer names the run, so what this call holds
/// is given back where the run is bound already, and pays for it where it is not.
/// </summary>
public sealed class ToolOutputsOperation : JsonOperation
{
    public override string Name => "openai.thread_tool_outputs";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/threads/{id}/runs/{run}/submit_tool_outputs")];

    public override string Booking => "Held: twice the context window (open), until the answer names the run that pays. Charged: usage of the ended run, once.";

    public override ImmutableArray<string> References(CallRequest request) => [request.RouteValues["id"]];

    public override string PollPath(CallRequest request, string jobId) => RunRequest.PollPath(jobId);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new RunReader(head);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        body.Root.RequiredArray("tool_outputs");
        return RunRequest.Estimate(body.Root, request, models);
    }
}
