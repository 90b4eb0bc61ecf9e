using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/lipsyncs: lips of a video moved to a sound (fact sheet 2a, 3.7).</summary>
public sealed class LipsyncsOperation : HeyGenSubmission
{
    public override string Name => "heygen.lipsyncs";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/lipsyncs")];

    public override string Booking => "Held: one video of end_time - start_time seconds, 300 where they are absent. Charged: data.duration of the finished video at the mode's price.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/lipsyncs/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models) => Videos(ModelOf(body.Root, models, request.At), 1, SpokenTime.Of(body.Root));

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("lipsync_id", "id"));

    /// <summary>Without a mode the dearest one counts: which is the default was not told.</summary>
    internal static string ModelOf(JsonElement body, ModelCatalog models, DateTimeOffset at) =>
        body.Word("mode") is { } mode ? $"lipsync/{mode}" : ModelChoice.Dearest(models, at, "lipsync/precision", "lipsync/speed");
}
