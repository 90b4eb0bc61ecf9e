using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.OpenAI.Jobs;

/// <summary>GET /v1/evals/{id}/runs/{run}: a look at a run.</summary>
public sealed class EvalRunOperation : Operation
{
    public override string Name => "openai.eval_run";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v1/evals/{id}/runs/{run}")];

    public override string Booking => "Nothing of its own: the first sight of the end settles what the submission holds, from per_model_usage.";

    public override string? JobId(CallRequest request) => request.RouteValues["run"];

    public override ImmutableArray<string> References(CallRequest request) => [request.RouteValues["id"], request.RouteValues["run"]];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new EvalRunReader(head);
}
