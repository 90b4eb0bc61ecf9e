using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.OpenAI.Objects;
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

    public override string Booking =>
        "Held: counted input and n times max_completion_tokens (max_tokens) or the granted share; with web search twice the context window and ten searches. Charged: usage; in streams the last one that is not null.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head)
    {
        var stores = head.IsSuccess && request.Body.Span.IndexOf("\"store\""u8) >= 0;
        Func<Usage, Usage>? adjust = estimate?.Bound.WebSearches is null ? null : WithSearch;
        return head.IsEventStream ? new ChatStreamReader(TokenCounter.For("o200k_base"), adjust, stores) : new PlainUsageReader(adjust, stores);
    }

    public override ResponseRewriter? CreateRewriter(CallRequest request, Estimate? estimate, ResponseHead head, string gatewayBase) =>
        estimate!.HideUsage && head.IsEventStream ? new UsageHidingRewriter() : null;

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var root = body.Root;
        var name = root.RequiredText("model");
        var model = models.Find("openai", name);
        var text = new TextMeter(TokenCounter.For(model.Tokenizer), request.CountExactly);
        var chat = Input(root, name, model, text);
        var output = Output(body, root, model);
        var searches = root.Field("web_search_options") is not null || ModelName.Normalise(name).Contains("-search", StringComparison.Ordinal);
        var words = (long)Math.Round(text.Expected * model.ExpectedFactor);
        var bound = searches ? OpenCall.Input(model) : InputBound.Of(text, words, checked(chat.Media.Tokens + chat.Slack), model);
        var streamed = root.Flag("stream");
        return new Estimate
        {
            Model = name,
            Type = request.DeclaredType ?? Type,
            BoundKind = searches ? BoundKind.Open : chat.Media.IsAssumed ? BoundKind.Assumed : BoundKind.Proven,
            Expected = new() { InputTokens = Math.Min(checked(words + chat.Media.Tokens), bound), OutputTokens = OutputLimits.Expected(output) },
            Bound = Bound(root, chat, bound, searches),
            Output = output,
            Edits = streamed ? StreamUsage.AskFor(body) : [],
            HideUsage = streamed && !StreamUsage.IsAskedFor(root),
            Streamed = streamed,
            Sampled = text.Sampled && !searches,
            ServiceTier = root.Text("service_tier"),
        };
    }

    /// <summary>A chat that searches the web does so once before it answers, and does not report it.</summary>
    private static Usage WithSearch(Usage usage) => usage with { WebSearches = 1 };

    private static ChatRequest Input(JsonElement root, string name, ModelRow model, TextMeter text)
    {
        var chat = new ChatRequest(model, text, PromptOverheads.OfChat(name));
        chat.Messages(root.RequiredArray("messages"));
        ChatTools.Add(chat, root.Field("tools"));
        ChatTools.Add(chat, root.Field("functions"), "functions");
        ChatFormat.Add(chat, root.Field("response_format"));
        return chat;
    }

    /// <summary>A kind of token that cannot come up is held at nothing, so that its price does not count.</summary>
    private static Usage Bound(JsonElement root, ChatRequest chat, long input, bool searches) => new()
    {
        InputTokens = input,
        ImageInputTokens = chat.Media.Images,
        AudioInputTokens = chat.Media.Sounds,
        AudioOutputTokens = root.Field("audio") is null ? 0 : null,
        ImageOutputTokens = 0,
        WebSearches = searches ? OpenCall.MostToolCalls : null,
    };

    /// <summary>Rejected tokens of a prediction are output too, and lie within the limit (API reference, completion_tokens_details).</summary>
    private static OutputHold Output(JsonBody body, JsonElement root, ModelRow model)
    {
        var choices = (int)(root.Integer("n", 1, MostChoices) ?? 1);
        var (old, current) = (root.Integer("max_tokens", 0, OutputLimits.LargestLimit), root.Integer("max_completion_tokens", 0, OutputLimits.LargestLimit));
        return (old, current) switch
        {
            (not null, not null) => throw new InvalidFieldException("'max_tokens' and 'max_completion_tokens' cannot both be set.", "max_tokens"),
            (0, _) or (_, 0) => OutputLimits.Of(null, model.MaxOutput, choices, null), // What zero means is the provider's to say (OpenAI refuses it): it limits nothing here.
            _ => OutputLimits.Of(old ?? current, model.MaxOutput, choices, () => JsonSlot.Limit(body, root, model.OutputField)),
        };
    }
}
