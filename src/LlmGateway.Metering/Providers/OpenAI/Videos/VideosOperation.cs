using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Videos;

/// <summary>POST /v1/videos, JSON or multipart (fact sheet 3.7): a job; seconds default to 4.</summary>
public sealed class VideosOperation : FieldsOperation
{
    private const string DefaultModel = "sora-2";
    private const string DefaultSeconds = "4";

    public override string Name => "openai.videos";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/videos")];

    public override string Booking => "Held: one video and seconds (default 4) at the price of model and size. Charged: seconds of the completed job; a failed one gives all back.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override string PollPath(CallRequest request, string jobId) => VideoJob.PollPath(jobId);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new VideoReader(head);

    private protected override EstimateResult Estimate(CallRequest request, BodyFields fields, ModelCatalog models)
    {
        fields.RequiredText("prompt");
        var video = VideoJob.Of(VideoJob.Milliseconds(fields.NumberText("seconds") ?? DefaultSeconds), VideoSize.Resolution(fields.Text("size")));
        return new Estimate { Model = fields.Text("model") ?? DefaultModel, Type = Type, BoundKind = BoundKind.Proven, Expected = video, Bound = video };
    }
}
