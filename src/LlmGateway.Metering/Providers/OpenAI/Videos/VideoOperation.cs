using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.OpenAI.Videos;

/// <summary>GET /v1/videos/{id}: a look at a job.</summary>
public sealed class VideoOperation : Operation
{
    public override string Name => "openai.video";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v1/videos/{id}")];

    public override string Booking => "Nothing of its own: the first sight of completed or failed settles what the submission holds, from seconds and size.";

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override ImmutableArray<string> References(CallRequest request) => [request.RouteValues["id"]];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new VideoReader(head);
}
