using System.Collections.Immutable;
using LlmGateway.Metering.Providers.Gemini.Reading;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>GET batches/{id}: a look at a batch (fact sheet 3.9). One whose answers are in a file goes on as that file, which the gateway reads.</summary>
public sealed class BatchOperation : Operation
{
    public override string Name => "gemini.batch";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("GET batches/{id}");

    public override ImmutableArray<string> References(CallRequest request) => [JobId(request)!];

    public override string? JobId(CallRequest request) => "batches/" + request.RouteValues["id"];

    public override string PollPath(CallRequest request, string jobId) => GeminiRoutes.Path(request, jobId + ":download?alt=media");

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new BatchReader(head);
}
