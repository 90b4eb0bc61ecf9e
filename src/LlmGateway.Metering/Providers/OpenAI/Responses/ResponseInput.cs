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
    private const int Priming = 3;

    public static ResponseInput Of(JsonElement root, ModelRow model, HostedTools tools, CallRequest request)
    {
        var text = new TextMeter(TokenCounter.For(model.Tokenizer), request.CountExactly);
        var chat = new ChatRequest(model, text);
        var items = new ResponseItems(chat);
        Read(root, chat, items);
        var media = checked(chat.Media.Tokens + tools.Hidden);
        var stored = Stored(root, items.HidesInput, request.Remembered);
        var words = (long)Math.Round(text.Expected * model.ExpectedFactor);
        var expected = checked(words + media + (stored ?? 0));
        var bound = tools.Any ? OpenCall.Input(model)
            : stored is { } known ? InputBound.Of(text, words, checked(media + known), model)
            : model.ContextWindow;
        var kind = tools.Any ? BoundKind.Open : stored is not 0 || chat.Media.IsAssumed || tools.Hidden > 0 ? BoundKind.Assumed : BoundKind.Proven;
        return new(Math.Min(expected, bound), bound, stored == 0 && !tools.Any ? chat.Media.Images : null, kind, text.Sampled && !tools.Any && stored is not null);
    }

    private static void Read(JsonElement root, ChatRequest chat, ResponseItems items)
    {
        chat.Text.AddTokens(Priming);
        if (root.Field("instructions") is { ValueKind: JsonValueKind.String } instructions)
        {
            chat.Text.AddTokens(Priming + 1);
            chat.Text.Add(instructions);
        }

        items.Add(root.Field("input"));
        new ChatTools(chat.Text).Add(root.Field("tools"));
        if (root.Field("text") is { ValueKind: JsonValueKind.Object } shape && shape.Field("format") is { } format) chat.AllText(format);
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
