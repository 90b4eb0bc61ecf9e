using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.OpenAI.Jobs;

/// <summary>GET /v1/batches/{id}: a look at a batch.</summary>
public sealed class BatchOperation : Operation
{
    public override string Name => "openai.batch";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v1/batches/{id}")];

    public override string Booking => "Nothing of its own: the first sight of the end settles what the submission holds, from usage.";

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override ImmutableArray<string> References(CallRequest request) => [request.RouteValues["id"]];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new BatchReader(head);
}
