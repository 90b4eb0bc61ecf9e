using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>POST cachedContents: stores input for later calls, for money by tokens and hours (fact sheet 3.8). The stored tokens are no usage of this call.</summary>
public sealed class CachedContentsOperation : JsonOperation
{
    public override string Name => "gemini.cached_contents";

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Metered;

    public override bool CreatesOnce => true;

    public override bool CreatesObjects => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST cachedContents");

    public override string Booking => "Held: counted tokens x ttl (an hour if absent), in money only. Charged: usageMetadata.totalTokenCount x (expireTime - updateTime) as storage; "
        + "no tokens: they are charged as cached input whenever a call reads them. Without a storage price a limit in money refuses.";

    public override ImmutableArray<string> References(CallRequest request) => NamedObjects.Of(request.Body);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var root = body.Root;
        var model = root.RequiredText("model");
        var meter = new ContentMeter(request, model, models.Find("gemini", model));
        meter.Contents(root.Field("contents"));
        meter.Content(root.Field("systemInstruction", "system_instruction"));
        meter.Tools(root.Field("tools"));
        var input = InputEstimate.Of(meter);
        var seconds = CacheLife.Seconds(root, request.At) ?? CacheLife.Default;
        return new Estimate
        {
            Model = model,
            Type = Type,
            BoundKind = input.IsAssumed || meter.HasHostedTools ? BoundKind.Assumed : BoundKind.Proven,
            Expected = new() { StoredTokenSeconds = checked(input.Expected.InputTokens * seconds) },
            Bound = new() { StoredTokenSeconds = checked(input.Bound.InputTokens * seconds) },
        };
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new CachedContentReader(head, charged: true);
}
