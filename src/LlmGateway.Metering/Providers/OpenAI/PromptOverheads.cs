using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>
/// What prompts have beside their words, by endpoint and kind of model, measured on recorded calls (fact sheet 7 has the cookbook's numbers): models that reason have
/// another chat format, and on the older endpoint bring instructions of 84 tokens along as soon as there are tools.
/// </summary>
internal static class PromptOverheads
{
    private static readonly ChatOverheads s_chat = new();
    private static readonly ChatOverheads s_reasoningChat = new(Priming: 2, Tools: 84, Call: 17, ParallelCalls: 0);
    private static readonly ChatOverheads s_responses = new(Tools: -3, Call: 13, ParallelCalls: 0);
    private static readonly ChatOverheads s_reasoningResponses = new(Priming: 2, Tools: 3, Call: 17, ParallelCalls: 0);

    public static ChatOverheads OfChat(string model) => Reasons(model) ? s_reasoningChat : s_chat;

    public static ChatOverheads OfResponses(string model) => Reasons(model) ? s_reasoningResponses : s_responses;

    private static bool Reasons(string model)
    {
        var name = ModelName.Normalise(model);
        return name is ['o', >= '0' and <= '9', ..] || (name is ['g', 'p', 't', '-', >= '5' and <= '9', ..] && !name.Contains("-chat", StringComparison.Ordinal));
    }
}
