using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.OpenAI.Objects;
using LlmGateway.Metering.Providers.OpenAI.Responses;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>POST /v1/containers: a session for code, priced by its memory (fact sheet 2a).</summary>
public sealed class ContainersOperation : JsonOperation
{
    private static readonly string[] s_sizes = ["1g", "4g", "16g", "64g"];

    public override string Name => "openai.containers";

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Metered;

    public override bool CreatesOnce => true;

    public override bool CreatesObjects => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/containers")];

    public override string Booking => "Held and charged: one session at the price of its memory_limit (default 1g).";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new CountedReader(head, estimate!.Bound, creates: true);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var memory = body.Root.Text("memory_limit") ?? ToolUsage.SmallestContainer;
        if (Array.IndexOf(s_sizes, memory) < 0) throw new InvalidFieldException("'memory_limit' must be 1g, 4g, 16g or 64g.", "memory_limit");
        var session = ToolUsage.Container(memory, 1);
        return new Estimate { Model = session.Model!, Type = Type, BoundKind = BoundKind.Proven, Expected = session, Bound = session };
    }
}
