using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen.Legacy;

/// <summary>POST /v1/video_agent/generate: a video from a prompt (fact sheet 2c).</summary>
public sealed class LegacyVideoAgentsOperation : HeyGenSubmission
{
    public override string Name => "heygen.legacy_video_agents";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/video_agent/generate")];

    public override string Booking => "Held: one video of 300 seconds, since the prompt tells no length. Charged: data.duration of the finished video.";

    public override string PollPath(CallRequest request, string jobId) => $"/v1/video_status.get?video_id={Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        body.Root.RequiredText("prompt");
        return Videos(VideoAgentsOperation.Model, 1, SpokenTime.Unknown);
    }

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("video_id"));
}
