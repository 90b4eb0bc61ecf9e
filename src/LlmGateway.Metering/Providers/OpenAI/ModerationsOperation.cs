using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>POST /v1/moderations: costs nothing and reports no tokens; it counts as a call.</summary>
public sealed class ModerationsOperation : JsonOperation
{
    private const string DefaultModel = "omni-moderation-latest";

    public override string Name => "openai.moderations";

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/moderations")];

    public override string Booking => "Held and charged: one call, no money.";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new CountedReader(head, Usage.Empty);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        if (body.Root.Field("input") is null) throw new InvalidFieldException("'input' is required.", "input");
        return new Estimate
        {
            Model = body.Root.Text("model") ?? DefaultModel,
            Type = Type,
            BoundKind = BoundKind.Proven,
            Expected = Usage.Empty,
            Bound = Usage.Empty,
            FreeOfCharge = true,
        };
    }
}
