using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/videos: an avatar, an image that speaks, a cinematic avatar, or scenes of a studio (fact sheet 2a, 3.1 to 3.3).</summary>
public sealed class VideosOperation : HeyGenSubmission
{
    public override string Name => "heygen.videos";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/videos")];

    public override string Booking =>
        "Held: one video; seconds by the script (characters / 12 / speed), 300 where a sound's length is hidden, a cinematic avatar's duration exactly. Charged: data.duration of the finished video at the engine's price (where the body does not tell the kind of avatar, the dearest), a cinematic avatar flat.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/videos/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var plan = VideoPlan.Read(body.Root, models, request.At);
        return Videos(plan.Model, 1, plan.Milliseconds, plan.Resolution, plan.Kind);
    }

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("video_id", "id"));
}
