using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>A look at a video, in the words of every version of the API (fact sheet 5). HTTP 200 and code 100 may hold a failed video: the status inside counts.</summary>
public sealed class VideoOperation : Operation
{
    public override string Name => "heygen.video";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } =
        [OperationRoute.Parse("GET /v3/videos/{id}"), OperationRoute.Parse("GET /v2/videos/{id}"), OperationRoute.Parse("GET /v1/video_status.get")];

    public override string? JobId(CallRequest request) => request.RouteValues.GetValueOrDefault("id") ?? request.Query.GetValueOrDefault("video_id");

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        new HeyGenReader(head, answer => JobAnswer.Seen(answer, JobId(request), () => JobAnswer.OneVideo(answer)));
}
