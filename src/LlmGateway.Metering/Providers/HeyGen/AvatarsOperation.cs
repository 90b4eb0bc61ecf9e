using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/avatars: an avatar from a prompt, a recording or a photo, at a flat price a call (fact sheet 2a, 7).</summary>
public sealed class AvatarsOperation : HeyGenSubmission
{
    public override string Name => "heygen.avatars";

    public override OperationType Type => OperationType.ImageGeneration;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/avatars")];

    public override bool CreatesObjects => true;

    public override string Booking => "Held and charged: one piece at the price of an avatar's creation.";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        body.Root.RequiredText("type");
        return Items("avatar_creation", 1);
    }

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => new()
    {
        ProviderId = answer.IdWithin("avatar_item", "id"),
        Usage = estimate.Bound,
        Computed = true,
        Final = true,
        Created = [.. new[] { answer.IdWithin("avatar_item", "id"), answer.IdWithin("avatar_group", "id") }.OfType<string>().Select(id => new CreatedObject(id))],
    };
}
