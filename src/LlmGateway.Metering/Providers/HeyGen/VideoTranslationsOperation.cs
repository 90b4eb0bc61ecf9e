using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/video-translations: one job for each language (fact sheet 2a, 3.6).</summary>
public sealed class VideoTranslationsOperation : HeyGenSubmission
{
    public override string Name => "heygen.video_translations";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/video-translations")];

    public override string Booking => "Held: a video for each of output_languages, each of end_time - start_time seconds, 300 where they are absent. Charged: data.duration of each finished translation at the mode's price.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/video-translations/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var plan = VideoTranslationPlan.Read(body.Root, models, request.At);
        return Videos(plan.Model, plan.Languages, plan.Milliseconds);
    }

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate)
    {
        ImmutableArray<string> ids = [.. answer.Ids("video_translation_ids")];
        return JobAnswer.Submitted(answer, ids.FirstOrDefault() ?? answer.Id("video_translation_id", "id")) with { JobIds = ids };
    }
}
