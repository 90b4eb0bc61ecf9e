using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/video-agents: a session that makes a video from a prompt (fact sheet 2a, 3.5). The session is bound; its video goes on in its place.</summary>
public sealed class VideoAgentsOperation : HeyGenSubmission
{
    public const string Model = "video_agent";

    public override string Name => "heygen.video_agents";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/video-agents")];

    public override string Booking => "Held: one video of 300 seconds, since the prompt tells no length. Charged: data.duration of the session's video.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/video-agents/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        body.Root.RequiredText("prompt");
        body.Root.OneOf("mode", "generate", "chat");
        return Videos(Model, 1, SpokenTime.Unknown);
    }

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("session_id"));
}
