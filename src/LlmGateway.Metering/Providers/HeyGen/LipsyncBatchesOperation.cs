using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/lipsyncs/batches: several bodies of POST /v3/lipsyncs.</summary>
public sealed class LipsyncBatchesOperation : BatchSubmission
{
    public override string Name => "heygen.lipsync_batches";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/lipsyncs/batches")];

    public override string Booking => "Held: as many videos as the batch has, each as one alone. Charged: data.duration of each finished item at the dearest mode of the batch.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/lipsyncs/batches/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var items = Items(body, "lipsyncs");
        return Videos(
            ModelChoice.Dearest(models, request.At, items.Select(item => LipsyncsOperation.ModelOf(item, models, request.At)).Distinct()), items.Length, checked(items.Sum(SpokenTime.Of)));
    }
}
