using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>POST interactions: plain, streamed by a field of the body, or in the background, which makes it a job (fact sheet 3.7, 4.3, 5).</summary>
public sealed class InteractionsOperation : JsonOperation
{
    public override string Name => "gemini.interactions";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.Metered;

    public override bool CreatesOnce => true;

    public override bool CreatesObjects => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST interactions");

    public override string Booking => "Held: input tokens by count and of the interaction before, generation_config.max_output_tokens; agents are open; in the background until the end. "
        + "Charged: the last usage; total_input_tokens + total_tool_use_tokens as input, total_output_tokens + total_thought_tokens as output, "
        + "images, videos and songs by the contents of model_output, searches by grounding_tool_count.";

    public override ImmutableArray<string> References(CallRequest request) => NamedObjects.Of(request.Body);

    public override string PollPath(CallRequest request, string jobId) => GeminiRoutes.Path(request, "interactions/" + Uri.EscapeDataString(jobId));

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models) => InteractionRequest.Measure(request, body, models);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new InteractionReader(estimate, head);

    public override ResponseRewriter? CreateRewriter(CallRequest request, Estimate? estimate, ResponseHead head, string gatewayBase) =>
        estimate!.Type == OperationType.VideoGeneration ? new DownloadAddressRewriter(gatewayBase) : null;
}
