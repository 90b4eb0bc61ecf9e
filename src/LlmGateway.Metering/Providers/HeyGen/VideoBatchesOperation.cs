using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/videos/batches: up to 100 bodies of POST /v3/videos.</summary>
public sealed class VideoBatchesOperation : BatchSubmission
{
    public override string Name => "heygen.video_batches";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/videos/batches")];

    public override string Booking => "Held: as many videos as the batch has, each as one alone. Charged: data.duration of each finished item at the dearest engine of the batch.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/videos/batches/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        VideoPlan[] plans = [.. Items(body, "videos").Select(video => VideoPlan.Read(video, models, request.At))];
        var cinematic = plans.Count(plan => plan.Model == VideoPlan.Cinematic);
        if (cinematic > 0 && cinematic < plans.Length)
        {
            throw new InvalidFieldException("One batch cannot hold cinematic avatars and other videos: they have different prices, and an item's answer does not tell which it is. Send two batches.", "videos");
        }

        var resolutions = plans.Select(plan => plan.Resolution).Distinct().ToArray();
        return Videos(
            ModelChoice.Dearest(models, request.At, plans.Select(plan => plan.Model).Distinct()), plans.Length, checked(plans.Sum(plan => plan.Milliseconds)),
            resolutions.Length == 1 ? resolutions[0] : null, plans.Max(plan => plan.Kind));
    }
}
