using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>POST /chat/completions, plain and streamed (fact sheet 3.1, 4.1, 4.2).</summary>
internal sealed class ChatCompletions(StoredCompletions stored)
{
    public async Task AnswerAsync(SimulatedCall call)
    {
        if (call.Text("model") is not { } model || call.Body["messages"] is not JsonArray messages)
        {
            await call.ErrorAsync(400, "you must provide a model parameter and messages");
            return;
        }

        var input = TextTokens.Chat(messages) + TextTokens.Count(call.Body["tools"]);
        var choices = call.Number("n") ?? 1;
        var generation = Generation.Make(call.Behaviour, input, call.Number("max_completion_tokens") ?? call.Number("max_tokens"), Reasons(model) ? 8 : 0);
        var answer = new Answer(Serial.Next("chatcmpl-"), model + "-2026-11-01", choices, generation, ToolName(call));
        if (call.Body["stream"]?.GetValue<bool>() == true) await StreamAsync(call, answer);
        else await PlainAsync(call, answer);
    }

    internal static bool Reasons(string model) => model.StartsWith("gpt-5", StringComparison.Ordinal) || model.StartsWith("gpt-6", StringComparison.Ordinal) || model.StartsWith('o');

    private async Task PlainAsync(SimulatedCall call, Answer answer)
    {
        var body = JsonSerializer.SerializeToNode(new
        {
            id = answer.Id,
            @object = "chat.completion",
            created = Serial.Created,
            model = answer.Model,
            choices = Enumerable.Range(0, answer.Choices).Select(index => new { index, message = Message(answer), logprobs = (object?)null, finish_reason = Finish(answer) }),
            usage = Usage(answer),
            service_tier = "default",
            system_fingerprint = "fp_simulated",
        })!.AsObject();
        if (call.Behaviour.NoUsage) body.Remove("usage");
        Charge(call, answer, answer.Output, cut: false);
        stored.Keep(call, body);
        await call.JsonAsync(body);
    }

    private static async Task StreamAsync(SimulatedCall call, Answer answer)
    {
        var asked = call.Body["stream_options"]?["include_usage"]?.GetValue<bool>() == true && !call.Behaviour.NoUsage;
        var sent = 0;
        call.BeginStream("text/event-stream; charset=utf-8");
        try
        {
            for (var index = 0; index < answer.Choices; index++) await call.PieceAsync(Chunk(answer, index, new { role = "assistant", content = "", refusal = (string?)null }, null, asked));
            foreach (var text in answer.Generation.Text)
            {
                if (call.ErrorIsDue)
                {
                    await call.PieceAsync("data: {\"error\":{\"message\":\"The server had an error.\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n");
                    Charge(call, answer, sent, cut: true);
                    return;
                }

                for (var index = 0; index < answer.Choices; index++)
                {
                    if (await call.PieceAsync(Chunk(answer, index, answer.Tool is null ? new { content = text } : ToolDelta(answer.Tool), null, asked))) continue;
                    Charge(call, answer, sent, cut: true);
                    return;
                }

                sent += TextTokens.Count(text) * answer.Choices;
            }

            for (var index = 0; index < answer.Choices; index++) await call.PieceAsync(Chunk(answer, index, new { }, Finish(answer), asked));
            Charge(call, answer, answer.Output, cut: false);
            sent = -1;
            if (asked) await call.PieceAsync(Event(new { id = answer.Id, @object = "chat.completion.chunk", created = Serial.Created, model = answer.Model, choices = Array.Empty<object>(), usage = Usage(answer), obfuscation = "z" }));
            await call.PieceAsync("data: [DONE]\n\n");
        }
        catch when (sent >= 0)
        {
            Charge(call, answer, sent, cut: true);
            throw;
        }
    }

    private static string Chunk(Answer answer, int index, object delta, string? finish, bool asked)
    {
        var chunk = JsonSerializer.SerializeToNode(new
        {
            id = answer.Id,
            @object = "chat.completion.chunk",
            created = Serial.Created,
            model = answer.Model,
            service_tier = "default",
            system_fingerprint = (string?)null,
            choices = new[] { new { index, delta, finish_reason = finish } },
        })!.AsObject();
        if (asked) chunk["usage"] = null;
        chunk["obfuscation"] = "aX3k";
        return Event(chunk);
    }

    private static string Event(object data) => $"data: {JsonSerializer.Serialize(data)}\n\n";

    private static object Message(Answer answer) => answer.Tool is null
        ? new { role = "assistant", content = answer.Generation.Whole, refusal = (string?)null, annotations = Array.Empty<object>() }
        : new { role = "assistant", content = (string?)null, tool_calls = new[] { new { id = "call_1", type = "function", function = new { name = answer.Tool, arguments = "{\"city\":\"Paris\"}" } } } };

    private static object ToolDelta(string tool) => new { tool_calls = new[] { new { index = 0, id = "call_1", type = "function", function = new { name = tool, arguments = "{}" } } } };

    private static string Finish(Answer answer) => answer.Tool is not null ? "tool_calls" : answer.Generation.Limited ? "length" : "stop";

    private static object Usage(Answer answer) => new
    {
        prompt_tokens = answer.Generation.Input,
        completion_tokens = answer.Output,
        total_tokens = answer.Generation.Input + answer.Output,
        prompt_tokens_details = new { cached_tokens = answer.Generation.Cached, audio_tokens = 0 },
        completion_tokens_details = new { reasoning_tokens = answer.Generation.Reasoning * answer.Choices, audio_tokens = 0, accepted_prediction_tokens = 0, rejected_prediction_tokens = 0 },
    };

    private static void Charge(SimulatedCall call, Answer answer, int output, bool cut) => call.Desk.Bill.Add(new(
        "openai", "chat_completions", answer.Id, answer.Model, answer.Generation.Input, answer.Generation.Cached, output, answer.Generation.Reasoning * answer.Choices, 0, 0, 0, cut));

    /// <summary>A tool is called where the caller requires it, or asks about the weather and offers a tool.</summary>
    private static string? ToolName(SimulatedCall call)
    {
        if (call.Body["tools"] is not JsonArray { Count: > 0 } tools) return null;
        var required = call.Body["tool_choice"]?.ToString() == "required" || call.Body["tool_choice"] is JsonObject;
        var weather = call.Body["messages"]!.ToJsonString().Contains("weather", StringComparison.Ordinal);
        return required || weather ? tools[0]?["function"]?["name"]?.ToString() : null;
    }

    private sealed record Answer(string Id, string Model, int Choices, Generation Generation, string? Tool)
    {
        public int Output => Generation.Output * Choices;
    }
}
