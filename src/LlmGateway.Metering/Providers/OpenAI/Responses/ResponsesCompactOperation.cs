using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Responses;

/// <summary>POST /v1/responses/compact (fact sheet 3.3): a response without tools whose output cannot be limited.</summary>
public sealed class ResponsesCompactOperation : JsonOperation
{
    /// <summary>A compaction is not longer than what it compacts, nor than this where that is little.</summary>
    private const long ShortOutput = 4096;

    /// <summary>Instructions of the provider's own: recorded calls have 93 to 138 tokens more than their input.</summary>
    private const long Instructions = 105;
    private const long MostInstructions = 192;

    public override string Name => "openai.responses_compact";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/responses/compact")];

    public override string Booking => "Held: counted input (with previous_response_id the tokens remembered of it, else the context window) and as much output, at most the model's largest. Charged: usage of the answer.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new ResponsesReader(head, isJob: false, remembers: false);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var name = body.Root.RequiredText("model");
        var model = models.Find("openai", name);
        var input = ResponseInput.Of(body.Root, name, model, new HostedTools(null), request);
        var output = OutputLimits.Of(null, Math.Min(model.MaxOutput, Math.Max(input.Bound, ShortOutput)), 1, null);
        return new Estimate
        {
            Model = name,
            Type = request.DeclaredType ?? Type,
            BoundKind = BoundKind.Assumed,
            Expected = new() { InputTokens = input.Expected + Instructions, OutputTokens = OutputLimits.Expected(output) },
            Bound = new() { InputTokens = input.Bound + MostInstructions, ImageInputTokens = input.MostImages, AudioInputTokens = 0, AudioOutputTokens = 0, ImageOutputTokens = 0 },
            Output = output,
            Sampled = input.IsSampled,
        };
    }
}
