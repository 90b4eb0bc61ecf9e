using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Videos;

/// <summary>POST /v1/videos/{id}/remix: a new job from a video of the caller's.</summary>
public sealed class VideoRemixOperation : FieldsOperation
{
    public override string Name => "openai.video_remix";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/videos/{id}/remix")];

    public override string Booking => "Held: one video of 20 s of the dearest model and size. Charged: seconds, size and model of the completed job; a failed one gives all back.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request).Insert(0, request.RouteValues["id"]);

    public override string PollPath(CallRequest request, string jobId) => VideoJob.PollPath(jobId);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new VideoReader(head);

    private protected override EstimateResult Estimate(CallRequest request, BodyFields fields, ModelCatalog models)
    {
        fields.RequiredText("prompt");
        return VideoJob.Assumed();
    }
}
