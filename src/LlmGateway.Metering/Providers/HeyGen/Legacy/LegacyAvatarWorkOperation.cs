using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen.Legacy;

/// <summary>Work on a photo avatar at a flat price a call: training, motion, upscaling, sound (fact sheet 2c).</summary>
/// <param name="model">Whose price counts; null where the provider charges nothing.</param>
public sealed class LegacyAvatarWorkOperation(string name, string? model, params ImmutableArray<string> routes) : HeyGenSubmission
{
    public override string Name => name;

    public override OperationType Type => OperationType.ImageGeneration;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [.. routes.Select(OperationRoute.Parse)];

    public override string Booking => model is null ? "Counted as a call; HeyGen charges nothing." : "Held and charged: one piece.";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models) => Items(model ?? name, 1) with { FreeOfCharge = model is null };

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => new() { Usage = estimate.Bound, Computed = true, Final = true };
}
