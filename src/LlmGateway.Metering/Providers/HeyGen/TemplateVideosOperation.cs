using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/templates/{template}: the template's scripts are hidden (fact sheet 2a, 3.4).</summary>
public sealed class TemplateVideosOperation : HeyGenSubmission
{
    public override string Name => "heygen.template_videos";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/templates/{template}")];

    public override string Booking => "Held: one video of 300 seconds, since the template's script is hidden. Charged: data.duration of the finished video at the dearest price of avatar_iv.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/videos/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models) =>
        Videos(ModelChoice.Dearest(models, request.At, "avatar_iv/twin", "avatar_iv/studio", "avatar_iv/photo"), 1, SpokenTime.Unknown);

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("id", "video_id"));
}
