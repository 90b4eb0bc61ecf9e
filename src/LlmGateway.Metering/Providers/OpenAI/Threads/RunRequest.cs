using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;

namespace LlmGateway.Metering.Providers.OpenAI.Threads;

/// <summary>
/// A run of an assistant (fact sheet 3.10): its thread, instructions and tools are stored, so nothing of its input is in the body. It may loop over hosted tools
/// unless the caller limits it over all its turns.
/// </summary>
internal static class RunRequest
{
    /// <summary>The assistant's own model where the body names none.</summary>
    private const string UnknownModel = "assistant";

    /// <summary>A run is looked at through its thread, which only the answer names where both are made at once: the job's id has both.</summary>
    public static string JobId(string thread, string run) => $"{thread}/{run}";

    public static string PollPath(string jobId)
    {
        var parts = jobId.Split('/', 2);
        return $"/v1/threads/{Uri.EscapeDataString(parts[0])}/runs/{Uri.EscapeDataString(parts[^1])}";
    }

    public static Estimate Estimate(JsonElement root, CallRequest request, ModelCatalog models)
    {
        var name = root.Text("model") ?? UnknownModel;
        var model = models.Find("openai", name);
        var input = root.Integer("max_prompt_tokens", 1, OutputLimits.LargestLimit);
        var output = root.Integer("max_completion_tokens", 1, OutputLimits.LargestLimit);
        var bound = input ?? OpenCall.Input(model);
        var hold = OutputLimits.Of(output, output is null ? model.MaxOutput : OutputLimits.LargestLimit, 1, null);
        return new Estimate
        {
            Model = name,
            Type = request.DeclaredType ?? OperationType.LlmCall,
            BoundKind = input is null || output is null ? BoundKind.Open : BoundKind.Assumed,
            Expected = new() { InputTokens = Math.Min(bound, model.ContextWindow), OutputTokens = OutputLimits.Expected(hold) },
            Bound = new() { InputTokens = bound, AudioInputTokens = 0, AudioOutputTokens = 0, ImageOutputTokens = 0 },
            Output = hold,
            Streamed = root.Flag("stream"),
        };
    }
}
