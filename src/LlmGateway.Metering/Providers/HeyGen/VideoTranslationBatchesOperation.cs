using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/video-translations/batches: several bodies of POST /v3/video-translations.</summary>
public sealed class VideoTranslationBatchesOperation : BatchSubmission
{
    public override string Name => "heygen.video_translation_batches";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/video-translations/batches")];

    public override string Booking => "Held: all languages of all translations, each as one alone. Charged: data.duration of each finished item at the dearest mode of the batch.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/video-translations/batches/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        VideoTranslationPlan[] plans = [.. Items(body, "video_translations").Select(item => VideoTranslationPlan.Read(item, models, request.At))];
        return Videos(
            ModelChoice.Dearest(models, request.At, plans.Select(plan => plan.Model).Distinct()), plans.Sum(plan => plan.Languages), checked(plans.Sum(plan => plan.Milliseconds)));
    }
}
