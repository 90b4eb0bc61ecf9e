using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>POST /moderations (fact sheet 2b): free, and without usage.</summary>
internal static class Moderations
{
    public static Task AnswerAsync(SimulatedCall call)
    {
        call.Desk.Bill.Add(new("openai", "moderations", Serial.Next("modr-"), call.Text("model") ?? "omni-moderation-latest", 0, 0, 0, 0, 0, 0, 0, false));
        return call.JsonAsync(new
        {
            id = Serial.Next("modr-"),
            model = call.Text("model") ?? "omni-moderation-latest",
            results = new[] { new { flagged = false, categories = new { violence = false }, category_scores = new { violence = 0.0001 } } },
        });
    }
}
