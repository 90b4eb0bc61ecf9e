using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>POST /v1/chat/completions, plain and streamed (fact sheet 3.1, 4.1, 4.2; tokens: 7).</summary>
public sealed class ChatCompletionsOperation : JsonOperation
{
    private const int MostChoices = 128;

    public override string Name => "openai.chat_completions";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/chat/completions")];

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var root = body.Root;
        var name = root.RequiredText("model");
        var model = models.Find("openai", name);
        var text = new TextMeter(TokenCounter.For(model.Tokenizer), request.CountExactly);
        var chat = new ChatRequest(model, text);
        chat.Messages(root.RequiredArray("messages"));
        chat.Tools(root.Field("tools"));
        chat.Tools(root.Field("functions"));
        if (root.Field("response_format") is { } format) chat.AllText(format);

        var output = Output(body, root, model, text);
        var searches = root.Field("web_search_options") is not null || ModelName.Normalise(name).Contains("-search", StringComparison.Ordinal);
        var expected = checked((long)(text.Expected * model.ExpectedFactor) + chat.Media);
        var bound = searches ? OpenCall.Input(model) : InputBound.Of(text, expected - chat.Media, chat.Media, model);
        var streamed = root.Flag("stream");
        return new Estimate
        {
            Model = name,
            Type = request.DeclaredType ?? Type,
            BoundKind = searches ? BoundKind.Open : chat.HidesInput ? BoundKind.Assumed : BoundKind.Proven,
            Expected = new() { InputTokens = Math.Min(expected, bound), OutputTokens = OutputLimits.Expected(output) },
            Bound = new() { InputTokens = bound, WebSearches = searches ? OpenCall.MostToolCalls : null },
            Output = output,
            Edits = streamed ? AskForUsage(body, root) : [],
            HideUsage = streamed && !AsksForUsage(root),
            Streamed = streamed,
            Sampled = text.Sampled && !searches,
            ServiceTier = root.Text("service_tier"),
        };
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        head.IsEventStream ? new ChatStreamReader(TokenCounter.For("o200k_base")) : new PlainUsageReader();

    public override ResponseRewriter? CreateRewriter(CallRequest request, Estimate? estimate, ResponseHead head, string gatewayBase) =>
        estimate!.HideUsage && head.IsEventStream ? new UsageHidingRewriter() : null;

    private static OutputHold Output(JsonBody body, JsonElement root, ModelRow model, TextMeter text)
    {
        var choices = (int)(root.Integer("n", 1, MostChoices) ?? 1);
        var (old, current) = (root.Integer("max_tokens", 1, long.MaxValue), root.Integer("max_completion_tokens", 1, long.MaxValue));
        if (old is not null && current is not null) throw new InvalidFieldException("'max_tokens' and 'max_completion_tokens' cannot both be set.", "max_tokens");

        // Tokens of a prediction that are rejected are billed as output, beyond the limit.
        if (root.Object("prediction") is { } prediction) new ChatRequest(model, text).Content(prediction.Field("content"));
        return OutputLimits.Of(old ?? current, model.MaxOutput, choices, () => JsonSlot.Limit(body, root, model.OutputField));
    }

    private static bool AsksForUsage(JsonElement root) => root.Object("stream_options")?.Flag("include_usage") == true;

    private static ImmutableArray<BodyEdit> AskForUsage(JsonBody body, JsonElement root)
    {
        if (AsksForUsage(root)) return [];
        return root.Object("stream_options") is { } options
            ? [JsonSlot.Set(body, options, "include_usage", "true")]
            : [JsonSlot.Set(body, root, "stream_options", "{\"include_usage\":true}")];
    }
}
