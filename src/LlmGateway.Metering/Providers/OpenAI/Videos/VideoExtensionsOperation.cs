using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Videos;

/// <summary>
/// POST /v1/videos/extensions: a job that makes a video longer. The job's own <c>seconds</c> are the whole video's; what is charged is the piece that was asked
/// for (fact sheet 3.7).
/// </summary>
public sealed class VideoExtensionsOperation : FieldsOperation
{
    public override string Name => "openai.video_extensions";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/videos/extensions")];

    public override string Booking => "Held: one video of the seconds asked for, of the dearest model and size. Charged: those seconds when the job is completed; a failed one gives all back.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override string PollPath(CallRequest request, string jobId) => VideoJob.PollPath(jobId);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new VideoReader(head);

    private protected override EstimateResult Estimate(CallRequest request, BodyFields fields, ModelCatalog models)
    {
        var seconds = fields.NumberText("seconds") ?? throw new InvalidFieldException("'seconds' is required: it is what is charged.", "seconds");
        var video = VideoJob.Of(VideoJob.Milliseconds(seconds), null) with { IsExtension = true };
        return new Estimate { Model = VideoJob.UnknownModel, Type = Type, BoundKind = BoundKind.Proven, Expected = video, Bound = video };
    }
}
