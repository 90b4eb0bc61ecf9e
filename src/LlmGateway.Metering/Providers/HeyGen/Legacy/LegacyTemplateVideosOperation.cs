using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen.Legacy;

/// <summary>POST /v2/template/{template}/generate: the template's scripts are hidden (fact sheet 2c).</summary>
public sealed class LegacyTemplateVideosOperation : HeyGenSubmission
{
    public override string Name => "heygen.legacy_template_videos";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v2/template/{template}/generate")];

    public override string Booking => "Held: one video of 300 seconds, since the template's script is hidden. Charged: data.duration of the finished video in steps of 30 seconds, at a video avatar's price.";

    public override string PollPath(CallRequest request, string jobId) => $"/v1/video_status.get?video_id={Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models) => Videos("legacy/video_generate/video_avatar", 1, SpokenTime.Unknown);

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("video_id"));
}
