using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.OpenAI.Objects;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>POST /v1/completions, plain and streamed (fact sheet 3.2): each prompt is answered max(n, best_of) times with max_tokens, 16 by default.</summary>
public sealed class CompletionsOperation : JsonOperation
{
    private const int MostChoices = 128;
    private const int MostPrompts = 2048;

    /// <summary>The API's own default, so that nothing has to be put in.</summary>
    private const long DefaultLimit = 16;

    public override string Name => "openai.completions";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/completions")];

    public override string Booking => "Held: counted prompts and prompts x max(n, best_of) x max_tokens (default 16). Charged: usage; in streams the last one that is not null.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        head.IsEventStream ? new ChatStreamReader(TokenCounter.For("cl100k_base")) : new PlainUsageReader();

    public override ResponseRewriter? CreateRewriter(CallRequest request, Estimate? estimate, ResponseHead head, string gatewayBase) =>
        estimate!.HideUsage && head.IsEventStream ? new UsageHidingRewriter() : null;

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var root = body.Root;
        var name = root.RequiredText("model");
        var model = models.Find("openai", name);
        var text = new TextMeter(TokenCounter.For(model.Tokenizer), request.CountExactly);
        var prompts = root.Field("prompt") is { } prompt ? TokenInput.Add(text, prompt, "prompt", MostPrompts) : 1;
        if (root.Field("suffix") is { } suffix) text.Add(suffix.AsText("suffix"));
        var choices = Math.Max(root.Integer("n", 1, MostChoices) ?? 1, root.Integer("best_of", 1, MostChoices) ?? 1);
        var output = OutputLimits.Of(root.Integer("max_tokens", 0, OutputLimits.LargestLimit) ?? DefaultLimit, model.MaxOutput, checked((int)(prompts * choices)), null);
        var bound = TokenInput.Bound(text, model, prompts);
        var streamed = root.Flag("stream");
        return new Estimate
        {
            Model = name,
            Type = request.DeclaredType ?? Type,
            BoundKind = BoundKind.Proven,
            Expected = new() { InputTokens = Math.Min(text.Expected, bound), OutputTokens = output.Want },
            Bound = new() { InputTokens = bound, AudioInputTokens = 0, ImageInputTokens = 0, AudioOutputTokens = 0, ImageOutputTokens = 0 },
            Output = output,
            Edits = streamed ? StreamUsage.AskFor(body) : [],
            HideUsage = streamed && !StreamUsage.IsAskedFor(root),
            Streamed = streamed,
            Sampled = text.Sampled,
            ServiceTier = root.Text("service_tier"),
        };
    }
}
