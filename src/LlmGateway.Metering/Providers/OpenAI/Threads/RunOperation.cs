using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.OpenAI.Threads;

/// <summary>GET /v1/threads/{id}/runs/{run}: a look at a run.</summary>
public sealed class RunOperation : Operation
{
    public override string Name => "openai.thread_run";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v1/threads/{id}/runs/{run}")];

    public override string Booking => "Nothing of its own: the first sight of the run's end settles what its submission holds, from usage.";

    public override string? JobId(CallRequest request) => RunRequest.JobId(request.RouteValues["id"], request.RouteValues["run"]);

    public override ImmutableArray<string> References(CallRequest request) => [request.RouteValues["id"]];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new RunReader(head);
}
