using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>POST /completions (fact sheet 3.2), plain.</summary>
internal static class Completions
{
    private const int UsualLimit = 16;

    public static async Task AnswerAsync(SimulatedCall call)
    {
        if (call.Text("model") is not { } model)
        {
            await call.ErrorAsync(400, "you must provide a model parameter");
            return;
        }

        var made = Generation.Make(call.Behaviour, TextTokens.Count(call.Body["prompt"]), call.Number("max_tokens") ?? UsualLimit, 0);
        var id = Serial.Next("cmpl-");
        call.Desk.Bill.Add(new("openai", "completions", id, model, made.Input, 0, made.Output, 0, 0, 0, 0, false));
        await call.JsonAsync(new
        {
            id,
            @object = "text_completion",
            created = Serial.Created,
            model,
            choices = new[] { new { text = made.Whole, index = 0, logprobs = (object?)null, finish_reason = made.Limited ? "length" : "stop" } },
            usage = new { prompt_tokens = made.Input, completion_tokens = made.Output, total_tokens = made.Input + made.Output },
        });
    }
}
