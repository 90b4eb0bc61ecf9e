using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI.Responses;

/// <summary>The input of a response in tokens.</summary>
/// <param name="MostImages">Of the bound, what may be images; null if unknown.</param>
/// <param name="IsSampled">True if an exact count could lower the bound.</param>
internal sealed record ResponseInput(long Expected, long Bound, long? MostImages, BoundKind Kind, bool IsSampled)
{
    /// <summary>When the endpoint was new, recorded calls had some instructions of its own: 18 tokens, and some 220 with functions.</summary>
    private const long OwnInstructions = 24;
    private const long OwnToolInstructions = 256;

    public static ResponseInput Of(JsonElement root, string name, ModelRow model, HostedTools tools, CallRequest request)
    {
        var text = new TextMeter(TokenCounter.For(model.Tokenizer), request.CountExactly);
        var chat = new ChatRequest(model, text, PromptOverheads.OfResponses(name));
        var items = new ResponseItems(chat);
        Read(root, chat, items);
        var media = checked(chat.Media.Tokens + tools.Hidden);
        var stored = Stored(root, items.HidesInput, request.Remembered);
        var words = (long)Math.Round(text.Expected * model.ExpectedFactor);
        var bound = tools.Any ? OpenCall.Input(model)
            : stored is { } known ? InputBound.Of(text, words, checked(media + chat.Slack + items.Encrypted.Most + known), model)
            : model.ContextWindow;
        var isAssumed = stored is not 0 || chat.Media.IsAssumed || tools.Hidden > 0 || items.Encrypted.Most > 0;
        return new(
            Math.Min(checked(words + media + items.Encrypted.Expected + (stored ?? 0)), bound),
            bound,
            stored == 0 && !tools.Any ? chat.Media.Images : null,
            tools.Any ? BoundKind.Open : isAssumed ? BoundKind.Assumed : BoundKind.Proven,
            text.Sampled && !tools.Any && stored is not null);
    }

    private static void Read(JsonElement root, ChatRequest chat, ResponseItems items)
    {
        chat.Text.AddTokens(chat.Overheads.Priming);
        chat.AddSlack(root.Field("tools") is null ? OwnInstructions : OwnToolInstructions);
        if (root.Field("instructions") is { ValueKind: JsonValueKind.String } instructions)
        {
            chat.Text.AddTokens(ChatOverheads.Message + 1);
            chat.Text.Add(instructions);
        }

        items.Add(root.Field("input"));
        ChatTools.Add(chat, root.Field("tools"));
        if (root.Field("text") is { ValueKind: JsonValueKind.Object } shape) ChatFormat.Add(chat, shape.Field("format"));
    }

    /// <summary>Tokens of earlier turns that only ids stand for; 0 if there are none, null if nobody knows.</summary>
    private static long? Stored(JsonElement root, bool hidesInput, ImmutableDictionary<string, long> remembered)
    {
        if (hidesInput || root.Field("prompt") is not null) return null;
        long tokens = 0;
        foreach (var id in (ReadOnlySpan<string?>)[root.Text("previous_response_id"), Conversation(root)])
        {
            if (id is null) continue;
            if (!remembered.TryGetValue(id, out var known)) return null;
            tokens = checked(tokens + known);
        }

        return tokens;
    }

    private static string? Conversation(JsonElement root) => root.Field("conversation") switch
    {
        { ValueKind: JsonValueKind.Object } named => named.Text("id"),
        { } id => id.AsText("conversation"),
        null => null,
    };
}
