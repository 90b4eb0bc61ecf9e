using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen.Legacy;

/// <summary>POST /v2/video/av4/generate: a photo that speaks (fact sheet 2c).</summary>
public sealed class LegacyAvatarVideosOperation : HeyGenSubmission
{
    public override string Name => "heygen.legacy_avatar_videos";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v2/video/av4/generate")];

    public override string Booking => "Held: one video; seconds by the script (characters / 12 / speed), 300 without one. Charged: data.duration of the finished video in steps of 30 seconds.";

    public override string PollPath(CallRequest request, string jobId) => $"/v1/video_status.get?video_id={Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models) =>
        Videos("legacy/av4_generate", 1, body.Root.Text("script") is { } script ? SpokenTime.Of(script, SpokenTime.Speed(body.Root)) : SpokenTime.Unknown);

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("video_id"));
}
