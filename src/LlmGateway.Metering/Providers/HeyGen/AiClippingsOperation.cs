using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/ai-clipping: short clips cut from a video (fact sheet 2a); how many is not known before.</summary>
public sealed class AiClippingsOperation : HeyGenSubmission
{
    public override string Name => "heygen.ai_clippings";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/ai-clipping")];

    public override string Booking => "Held: one video of 300 seconds. Counted: the clips of the finished job and their duration_seconds. HeyGen has told no pay-as-you-go price: where money is limited, refused until one is configured.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/ai-clipping/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models) => Videos("ai_clipping", 1, SpokenTime.Unknown);

    /// <summary>The id stands in the data, or is the data.</summary>
    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) =>
        JobAnswer.Submitted(answer, answer.Id("id", "job_id", "ai_clipping_id") ?? HeyGenAnswer.TextOf(answer.Payload));
}
