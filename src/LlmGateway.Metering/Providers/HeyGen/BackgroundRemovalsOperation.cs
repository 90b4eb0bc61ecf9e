using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/background-removals (fact sheet 2a). The same <c>request_id</c> in a body answers the first job's id again: no second hold stays.</summary>
public sealed class BackgroundRemovalsOperation : HeyGenSubmission
{
    public override string Name => "heygen.background_removals";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/background-removals")];

    public override string Booking => "Held: one video of 300 seconds. Counted: data.duration of the finished video. HeyGen has told no pay-as-you-go price: where money is limited, refused until one is configured.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/background-removals/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models) => Videos("background_removal", 1, SpokenTime.Unknown);

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("id"));
}
