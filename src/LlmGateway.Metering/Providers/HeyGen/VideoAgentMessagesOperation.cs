using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>
/// POST /v3/video-agents/{id}: a message to a session, which may make another video. The run is the job; when the session names a video that was not
/// bound before, the video goes on in its place, and if it still names the earlier one, nothing was made.
/// </summary>
public sealed class VideoAgentMessagesOperation : HeyGenSubmission
{
    public override string Name => "heygen.video_agent_messages";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/video-agents/{id}")];

    public override string Booking => "Held: one video of 300 seconds. Charged: data.duration of the video that the session names afterwards; nothing if it is still the earlier one.";

    public override string PollPath(CallRequest request, string jobId)
    {
        var (session, run) = VideoAgentOperation.Split(jobId);
        return $"/v3/video-agents/{Escaped(session)}?{VideoAgentOperation.Run}={Escaped(run!)}";
    }

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        body.Root.RequiredText("message");
        return Videos(VideoAgentsOperation.Model, 1, SpokenTime.Unknown);
    }

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) =>
        JobAnswer.Submitted(answer, answer.Id("run_id") is { } run ? VideoAgentOperation.Join(request.RouteValues["id"], run) : null);
}
