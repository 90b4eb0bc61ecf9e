using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/video-translations/proofreads/{id}/generate: the video of a proofread, whose mode and length are hidden.</summary>
public sealed class ProofreadVideosOperation : HeyGenSubmission
{
    public override string Name => "heygen.video_translation_proofread_videos";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/video-translations/proofreads/{id}/generate")];

    public override string Booking => "Held: one video of 300 seconds. Charged: data.duration of the finished translation at the dearest mode's price, or that of sound alone.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/video-translations/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models) => Videos(VideoTranslationPlan.ModelOf(body.Root, models, request.At), 1, SpokenTime.Unknown);

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("video_translation_id", "id"));
}
