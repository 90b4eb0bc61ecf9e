using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>POST /v1/vector_stores/{id}/search: one call of file search, priced per thousand.</summary>
public sealed class VectorSearchOperation : JsonOperation
{
    private const string Tool = "tool:file_search";

    private static readonly Usage s_search = new() { FileSearches = 1, Model = Tool };

    public override string Name => "openai.vector_store_search";

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/vector_stores/{id}/search")];

    public override string Booking => "Held and charged: one call and the price of one file search.";

    public override ImmutableArray<string> References(CallRequest request) => [request.RouteValues["id"]];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new CountedReader(head, s_search);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        if (body.Root.Field("query") is null) throw new InvalidFieldException("'query' is required.", "query");
        return new Estimate { Model = Tool, Type = Type, BoundKind = BoundKind.Proven, Expected = s_search, Bound = s_search };
    }
}
