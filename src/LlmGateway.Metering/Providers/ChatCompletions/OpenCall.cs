using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>What is held for a call that may loop inside the provider: twice the context window and so many tool calls.</summary>
internal static class OpenCall
{
    public const long MostToolCalls = 10;

    public static long Input(ModelRow model) => checked(2 * model.ContextWindow);
}
