using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>A look at a translation, in both versions of the API (fact sheet 5). Version 2 tells no duration: what was asked for counts then.</summary>
public sealed class VideoTranslationOperation : Operation
{
    public override string Name => "heygen.video_translation";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v3/video-translations/{id}"), OperationRoute.Parse("GET /v2/video_translate/{id}")];

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        new HeyGenReader(head, answer => JobAnswer.Seen(answer, JobId(request), () => JobAnswer.OneVideo(answer)));
}
