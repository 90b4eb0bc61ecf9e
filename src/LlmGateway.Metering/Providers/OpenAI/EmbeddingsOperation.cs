using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>POST /v1/embeddings (fact sheet 3.4): text, texts, or tokens.</summary>
public sealed class EmbeddingsOperation : JsonOperation
{
    private const int MostInputs = 2048;

    public override string Name => "openai.embeddings";

    public override OperationType Type => OperationType.Embedding;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/embeddings")];

    public override string Booking => "Held: counted input. Charged: usage.prompt_tokens.";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new PlainUsageReader();

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var name = body.Root.RequiredText("model");
        var model = models.Find("openai", name);
        var text = new TextMeter(TokenCounter.For(model.Tokenizer), request.CountExactly);
        var inputs = TokenInput.Add(text, body.Root.Field("input") ?? throw new InvalidFieldException("'input' is required.", "input"), "input", MostInputs);
        var bound = TokenInput.Bound(text, model, inputs);
        return new Estimate
        {
            Model = name,
            Type = Type,
            BoundKind = BoundKind.Proven,
            Expected = new() { InputTokens = Math.Min(text.Expected, bound) },
            Bound = new() { InputTokens = bound, AudioInputTokens = 0, ImageInputTokens = 0 },
            Sampled = text.Sampled,
        };
    }
}
