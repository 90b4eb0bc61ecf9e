using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>PATCH cachedContents/{id}: a longer life costs as much storage again (fact sheet 3.8). The request does not name the model, so a limit in money refuses it.</summary>
public sealed class CachedContentUpdateOperation : JsonOperation
{
    /// <summary>No price is known before the answer names the model.</summary>
    private const string UnknownModel = "cachedContents";

    public override string Name => "gemini.cached_content_update";

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("PATCH cachedContents/{id}");

    public override string Booking => "Held: remembered tokens x the new ttl, in money only. Charged: usageMetadata.totalTokenCount x (expireTime - updateTime) as storage; no tokens. Without a new ttl free of charge.";

    public override ImmutableArray<string> References(CallRequest request) => [NameOf(request)];

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var seconds = CacheLife.Seconds(body.Root, request.At);
        var tokens = request.Remembered.GetValueOrDefault(NameOf(request), models.Find("gemini", UnknownModel).ContextWindow);
        var stored = new Usage { StoredTokenSeconds = checked(tokens * seconds) };
        return new Estimate { Model = UnknownModel, Type = Type, BoundKind = BoundKind.Assumed, Expected = stored, Bound = stored, FreeOfCharge = seconds is null };
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new CachedContentReader(head, charged: !estimate!.FreeOfCharge);

    private static string NameOf(CallRequest request) => "cachedContents/" + request.RouteValues["id"];
}
