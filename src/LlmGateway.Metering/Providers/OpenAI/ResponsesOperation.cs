using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>POST /v1/responses, plain and streamed (fact sheet 3.3, 4.3). Background responses are not forwarded yet.</summary>
public sealed class ResponsesOperation : JsonOperation
{
    private const long SmallestLimit = 16;

    private static readonly string[] s_itemTexts = ["arguments", "output", "input", "summary", "name"];

    public override string Name => "openai.responses";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/responses")];

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var root = body.Root;
        var name = root.RequiredText("model");
        if (root.Flag("background"))
        {
            return new Refusal(RefusalCode.UnsupportedParameter, 400, "This gateway does not forward background responses yet; leave out 'background'.", "background");
        }

        var model = models.Find("openai", name);
        var text = new TextMeter(TokenCounter.For(model.Tokenizer), request.CountExactly);
        var chat = new ChatRequest(model, text);
        text.AddTokens(3);
        text.Add(root.Text("instructions"));
        Input(chat, text, root.Field("input"));
        chat.Tools(root.Field("tools"));
        if (root.Field("text") is { } format) chat.AllText(format);

        var hosted = HostedTools(root);
        var hidden = chat.HidesInput || root.Field("previous_response_id") is not null || root.Field("conversation") is not null || root.Field("prompt") is not null;
        var stored = root.Field("previous_response_id") is not null || root.Field("conversation") is not null || root.Field("prompt") is not null;
        var output = OutputLimits.Of(root.Integer("max_output_tokens", 1, long.MaxValue), model.MaxOutput, 1, () => JsonSlot.Limit(body, root, "max_output_tokens", SmallestLimit));
        var expected = checked((long)(text.Expected * model.ExpectedFactor) + chat.Media);
        var bound = hosted ? OpenCall.Input(model) : stored ? model.ContextWindow : InputBound.Of(text, expected - chat.Media, chat.Media, model);
        return new Estimate
        {
            Model = name,
            Type = request.DeclaredType ?? Type,
            BoundKind = hosted ? BoundKind.Open : hidden ? BoundKind.Assumed : BoundKind.Proven,
            Expected = new() { InputTokens = Math.Min(expected, bound), OutputTokens = OutputLimits.Expected(output) },
            Bound = new() { InputTokens = bound, WebSearches = hosted ? root.Integer("max_tool_calls", 1, 1000) ?? OpenCall.MostToolCalls : null },
            Output = output,
            Streamed = root.Flag("stream"),
            Sampled = text.Sampled && !hosted && !stored,
            ServiceTier = root.Text("service_tier"),
        };
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        head.IsEventStream ? new ResponsesStreamReader(TokenCounter.For("o200k_base")) : new PlainUsageReader();

    private static void Input(ChatRequest chat, TextMeter text, JsonElement? input)
    {
        switch (input)
        {
            case null: break;
            case { ValueKind: JsonValueKind.String } whole:
                text.AddTokens(4);
                text.Add(whole.GetString());
                break;
            case { ValueKind: JsonValueKind.Array } items:
                foreach (var item in items.EnumerateArray()) Item(chat, text, item);
                break;
            default: throw new InvalidFieldException("'input' must be a string or an array of items.", "input");
        }
    }

    private static void Item(ChatRequest chat, TextMeter text, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each item of 'input' must be an object.", "input");
        text.AddTokens(3);
        text.Add(item.Text("role"));
        chat.Content(item.Field("content"));
        foreach (var field in s_itemTexts)
        {
            if (item.Field(field) is { } value) chat.AllText(value);
        }
    }

    /// <summary>Anything but functions runs inside the provider and may loop.</summary>
    private static bool HostedTools(JsonElement root) => root.Field("tools") is { ValueKind: JsonValueKind.Array } tools
        && tools.EnumerateArray().Any(tool => tool.Text("type") is not ("function" or "custom"));
}
