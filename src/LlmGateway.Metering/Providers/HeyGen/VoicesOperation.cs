using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/voices: voices designed from a prompt (fact sheet 2a); one piece a call.</summary>
public sealed class VoicesOperation : HeyGenSubmission
{
    public override string Name => "heygen.voices_design";

    public override OperationType Type => OperationType.Audio;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/voices")];

    public override bool CreatesObjects => true;

    public override string Booking => "Held and charged: one piece. HeyGen has told no pay-as-you-go price: where money is limited, refused until one is configured.";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        body.Root.RequiredText("prompt");
        return Items("voice_design", 1);
    }

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => new()
    {
        Usage = estimate.Bound,
        Computed = true,
        Final = true,
        Created = [.. answer.IdsWithin("voices", "voice_id").Select(id => new CreatedObject(id))],
    };
}
