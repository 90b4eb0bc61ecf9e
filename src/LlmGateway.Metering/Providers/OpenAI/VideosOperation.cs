using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>POST /v1/videos, JSON or multipart (fact sheet 3.7): a job; seconds default to 4.</summary>
public sealed class VideosOperation : JsonOperation
{
    private const string DefaultModel = "sora-2";

    private static readonly string[] s_seconds = ["4", "8", "12"];

    public override string Name => "openai.videos";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/videos")];

    public override string PollPath(CallRequest request, string jobId) => $"/v1/videos/{Uri.EscapeDataString(jobId)}";

    private protected override JsonBody Open(CallRequest request) => FormFields.IsForm(request.ContentType)
        ? JsonBody.Parse(JsonSerializer.SerializeToUtf8Bytes(FormFields.Read(request.Body.Span, request.ContentType!).Where(field => field.Value is not null).ToDictionary(field => field.Key, field => field.Value)))
        : JsonBody.Parse(request.Body);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        body.Root.RequiredText("prompt");
        var seconds = body.Root.Field("seconds") switch
        {
            null => "4",
            { ValueKind: JsonValueKind.String } told => told.GetString()!,
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => "",
        };
        if (!s_seconds.Contains(seconds)) throw new InvalidFieldException("'seconds' must be \"4\", \"8\" or \"12\".", "seconds");

        var video = new Usage
        {
            Videos = 1,
            VideoMilliseconds = 1000 * long.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture),
            Resolution = VideoSize.Resolution(body.Root.Text("size")),
        };
        return new Estimate { Model = body.Root.Text("model") ?? DefaultModel, Type = Type, BoundKind = BoundKind.Proven, Expected = video, Bound = video };
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new VideoReader(head);
}
