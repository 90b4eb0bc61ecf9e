using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>GET /v3/lipsyncs/{id}: a look at a lipsync (fact sheet 5).</summary>
public sealed class LipsyncOperation : Operation
{
    public override string Name => "heygen.lipsync";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v3/lipsyncs/{id}")];

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        new HeyGenReader(head, answer => JobAnswer.Seen(answer, JobId(request), () => JobAnswer.OneVideo(answer)));
}
