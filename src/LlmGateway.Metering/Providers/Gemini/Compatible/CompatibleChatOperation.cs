using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.Gemini.Requests;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.Gemini.Compatible;

/// <summary>POST openai/chat/completions: OpenAI's chat in front of Gemini's models (fact sheet 2a). Thinking is in the total alone, and is output.</summary>
public sealed class CompatibleChatOperation : JsonOperation
{
    private const int MostChoices = 8;

    /// <summary>A call of a function and its result, as <see cref="FunctionCosts"/> has them; nothing primes the answer.</summary>
    private static readonly ChatOverheads s_overheads = new(Priming: 0, Tools: 0, Call: 26, ParallelCalls: 0);

    public override string Name => "gemini.openai_chat_completions";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST openai/chat/completions");

    public override string Booking => "Held: counted input and n times max_completion_tokens (max_tokens) or the granted share. "
        + "Charged: usage; total_tokens - prompt_tokens - completion_tokens is thinking, and output.";

    public override ImmutableArray<string> References(CallRequest request) => NamedObjects.Of(request.Body);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        head.IsEventStream ? new ChatStreamReader(TokenCounter.For("o200k_base"), WithThinking) : new PlainUsageReader(WithThinking);

    public override ResponseRewriter? CreateRewriter(CallRequest request, Estimate? estimate, ResponseHead head, string gatewayBase) =>
        estimate!.HideUsage && head.IsEventStream ? new UsageHidingRewriter() : null;

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var root = body.Root;
        var model = root.RequiredText("model");
        var meter = new ContentMeter(request, model, models.Find("gemini", model));
        var chat = new ChatRequest(meter.Row, meter.Text.Meter, s_overheads);
        chat.Messages(root.RequiredArray("messages"));
        Tools(meter, root.Field("tools"));
        var kind = AnswerKind.Of(model, null, null);
        var output = Output(body, root, kind, meter.Row);
        var input = InputEstimate.Of(meter, chat.Media.Tokens, [.. Stored(root)]);
        var streamed = root.Flag("stream");
        return new Estimate
        {
            Model = model,
            Type = kind.Type is OperationType.LlmCall ? request.DeclaredType ?? kind.Type : kind.Type,
            BoundKind = meter.HasHostedTools ? BoundKind.Open : input.IsAssumed || chat.Media.Tokens > 0 || kind.Images ? BoundKind.Assumed : BoundKind.Proven,
            Expected = input.Expected with { OutputTokens = kind.ExpectedOutput(output) },
            Bound = input.Bound with
            {
                ImageInputTokens = input.Bound.ImageInputTokens is null ? null : chat.Media.Images,
                AudioInputTokens = input.Bound.AudioInputTokens is null ? null : chat.Media.Sounds,
                AudioOutputTokens = kind.Sound ? null : 0,
                ImageOutputTokens = kind.Images ? null : 0,
                VideoOutputTokens = 0,
            },
            Output = output,
            Edits = streamed ? StreamUsage.AskFor(body) : [],
            HideUsage = streamed && !StreamUsage.IsAskedFor(root),
            Streamed = streamed,
            Sampled = meter.Text.Meter.Sampled && !meter.HasHostedTools,
            ServiceTier = root.Text("service_tier"),
        };
    }

    private static Usage WithThinking(Usage usage)
    {
        var thinking = Math.Max(0, (usage.TotalTokens ?? 0) - (usage.InputTokens ?? 0) - (usage.OutputTokens ?? 0));
        return usage with { OutputTokens = (usage.OutputTokens ?? 0) + thinking, ReasoningTokens = (usage.ReasoningTokens ?? 0) + thinking };
    }

    private static void Tools(ContentMeter meter, JsonElement? tools)
    {
        if (tools is not { ValueKind: JsonValueKind.Array } list) return;
        foreach (var tool in list.EnumerateArray())
        {
            if (tool.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each of 'tools' must be an object.", "tools");
            if (tool.Field("function") is { } function) meter.Functions.Declaration(function);
            else meter.Hosted(tool.Text("type") ?? "");
        }
    }

    private static OutputHold Output(JsonBody body, JsonElement root, AnswerKind kind, ModelRow row)
    {
        var choices = (int)(root.Integer("n", 1, MostChoices) ?? 1);
        var (old, current) = (root.Integer("max_tokens", 1, long.MaxValue), root.Integer("max_completion_tokens", 1, long.MaxValue));
        return old is not null && current is not null
            ? throw new InvalidFieldException("'max_tokens' and 'max_completion_tokens' cannot both be set.", "max_tokens")
            : kind.Output(old ?? current, row, choices, () => JsonSlot.Limit(body, root, row.OutputField));
    }

    /// <summary>Google's own fields: <c>{"extra_body":{"google":{"cached_content"}}}</c>.</summary>
    private static IEnumerable<string> Stored(JsonElement root)
    {
        if (root.Object("extra_body")?.Object("google")?.Text("cached_content") is { } cached) yield return GeminiNames.Find(cached) ?? cached;
    }
}
