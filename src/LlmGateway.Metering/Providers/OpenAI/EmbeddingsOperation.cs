using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>POST /v1/embeddings (fact sheet 3.4): text, texts, or tokens, which are counted exactly.</summary>
public sealed class EmbeddingsOperation : JsonOperation
{
    private const int MostInputs = 2048;

    public override string Name => "openai.embeddings";

    public override OperationType Type => OperationType.Embedding;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/embeddings")];

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var name = body.Root.RequiredText("model");
        var model = models.Find("openai", name);
        var text = new TextMeter(TokenCounter.For(model.Tokenizer), request.CountExactly);
        var inputs = Add(text, body.Root.Field("input") ?? throw new InvalidFieldException("'input' is required.", "input"), nested: false);
        var window = checked(model.ContextWindow * inputs);
        var bound = Math.Min(text.Sampled ? text.Ceiling : Math.Min(checked((long)Math.Ceiling(text.Expected * model.BoundFactor) + 16), text.Ceiling), window);
        return new Estimate
        {
            Model = name,
            Type = Type,
            BoundKind = BoundKind.Proven,
            Expected = new() { InputTokens = Math.Min(text.Expected, bound) },
            Bound = new() { InputTokens = bound },
            Sampled = text.Sampled,
        };
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new PlainUsageReader();

    /// <summary>Returns how many inputs there are.</summary>
    private static int Add(TextMeter text, JsonElement input, bool nested)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            text.Add(input.GetString());
            return 1;
        }

        if (input.ValueKind != JsonValueKind.Array || input.GetArrayLength() == 0) throw new InvalidFieldException("'input' must be a string, an array of strings, or arrays of tokens.", "input");
        if (input.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number))
        {
            text.AddTokens(input.GetArrayLength());
            return 1;
        }

        if (nested || input.GetArrayLength() > MostInputs) throw new InvalidFieldException($"'input' must have at most {MostInputs} inputs, each a string or an array of tokens.", "input");
        return input.EnumerateArray().Sum(item => Add(text, item, nested: true));
    }
}
