using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>POST /responses, plain, streamed and in the background (fact sheet 3.3, 4.3). No [DONE].</summary>
internal sealed class Responses(StoredResponses stored)
{
    public async Task AnswerAsync(SimulatedCall call)
    {
        if (call.Text("model") is not { } model)
        {
            await call.ErrorAsync(400, "Missing required parameter: 'model'.");
            return;
        }

        var input = Input(call);
        var generation = Generation.Make(call.Behaviour, input, call.Number("max_output_tokens"), ChatCompletions.Reasons(model) ? 8 : 0);
        var id = Serial.Next("resp_");
        if (call.Body["stream"]?.GetValue<bool>() == true)
        {
            await StreamAsync(call, id, model, generation);
            return;
        }

        var response = Response(call, id, model, generation, Status(generation), usage: true);
        if (call.Body["background"]?.GetValue<bool>() == true)
        {
            await stored.BeginAsync(call, response, Line(id, model, generation, generation.Output, cut: false));
            return;
        }

        Charge(call, id, model, generation, generation.Output, cut: false);
        stored.Keep(call, response);
        await call.JsonAsync(response);
    }

    /// <summary>POST /responses/input_tokens: a count, and no charge.</summary>
    public static Task CountAsync(SimulatedCall call) => call.JsonAsync(new { @object = "response.input_tokens", input_tokens = Input(call) });

    /// <summary>POST /responses/compact: what was said, made shorter by the model.</summary>
    public static async Task CompactAsync(SimulatedCall call)
    {
        var (id, model) = (Serial.Next("resp_"), call.Text("model") ?? "");
        var generation = Generation.Make(call.Behaviour, Input(call), null, 8);
        Charge(call, id, model, generation, generation.Output, cut: false);
        await call.JsonAsync(new
        {
            id,
            @object = "response.compaction",
            created_at = Serial.Created,
            output = new[] { new { id = Serial.Next("cmp_"), type = "compaction", encrypted_content = "c2ltdWxhdGVk" } },
            usage = Usage(generation),
        });
    }

    private static int Input(SimulatedCall call) => TextTokens.Count(call.Body["input"]) + TextTokens.Count(call.Body["instructions"]) + TextTokens.Count(call.Body["tools"]) + 7;

    private static async Task StreamAsync(SimulatedCall call, string id, string model, Generation generation)
    {
        var sequence = 0;
        var sent = 0;
        call.BeginStream("text/event-stream; charset=utf-8");
        try
        {
            await EventAsync("response.created", new { response = Response(call, id, model, generation, "in_progress", usage: false) });
            await EventAsync("response.in_progress", new { response = Response(call, id, model, generation, "in_progress", usage: false) });
            await EventAsync("response.output_item.added", new { output_index = 0, item = new { id = "msg_1", type = "message", status = "in_progress", role = "assistant", content = Array.Empty<object>() } });
            await EventAsync("response.content_part.added", new { item_id = "msg_1", output_index = 0, content_index = 0, part = new { type = "output_text", text = "", annotations = Array.Empty<object>() } });
            foreach (var text in generation.Text)
            {
                if (call.ErrorIsDue)
                {
                    await EventAsync("error", new { code = "server_error", message = "The server had an error.", param = (string?)null });
                    Charge(call, id, model, generation, sent, cut: true);
                    return;
                }

                if (!await EventAsync("response.output_text.delta", new { item_id = "msg_1", output_index = 0, content_index = 0, delta = text, logprobs = Array.Empty<object>(), obfuscation = "p0" }))
                {
                    Charge(call, id, model, generation, sent, cut: true);
                    return;
                }

                sent += TextTokens.Count(text);
            }

            await EventAsync("response.output_text.done", new { item_id = "msg_1", output_index = 0, content_index = 0, text = generation.Whole });
            Charge(call, id, model, generation, generation.Output, cut: false);
            sent = -1;
            await EventAsync($"response.{Status(generation)}", new { response = Response(call, id, model, generation, Status(generation), usage: true) });
        }
        catch when (sent >= 0)
        {
            Charge(call, id, model, generation, sent, cut: true);
            throw;
        }

        Task<bool> EventAsync(string type, object fields)
        {
            var data = JsonSerializer.SerializeToNode(fields)!.AsObject();
            data.Insert(0, "type", type);
            data.Insert(1, "sequence_number", sequence++);
            return call.PieceAsync($"event: {type}\ndata: {data.ToJsonString()}\n\n");
        }
    }

    private static string Status(Generation generation) => generation.Limited ? "incomplete" : "completed";

    private static JsonObject Response(SimulatedCall call, string id, string model, Generation generation, string status, bool usage)
    {
        var output = usage
            ? (object[])[new { id = "msg_1", type = "message", status = "completed", role = "assistant", content = new[] { new { type = "output_text", text = generation.Whole, annotations = Array.Empty<object>() } } }]
            : [];
        var response = JsonSerializer.SerializeToNode(new
        {
            id,
            @object = "response",
            created_at = Serial.Created,
            status,
            background = false,
            error = (object?)null,
            incomplete_details = status == "incomplete" ? new { reason = "max_output_tokens" } : null,
            model,
            output,
            parallel_tool_calls = true,
            service_tier = "default",
            tools = Array.Empty<object>(),
            usage = usage ? Usage(generation) : null,
            metadata = new { },
        })!.AsObject();
        if (call.Behaviour.NoUsage) response.Remove("usage");
        return response;
    }

    private static object Usage(Generation generation) => new
    {
        input_tokens = generation.Input,
        input_tokens_details = new { cached_tokens = generation.Cached },
        output_tokens = generation.Output,
        output_tokens_details = new { reasoning_tokens = generation.Reasoning },
        total_tokens = generation.Input + generation.Output,
    };

    private static BillLine Line(string id, string model, Generation generation, int output, bool cut) =>
        new("openai", "responses", id, model, generation.Input, generation.Cached, output, generation.Reasoning, 0, 0, 0, cut);

    private static void Charge(SimulatedCall call, string id, string model, Generation generation, int output, bool cut) => call.Desk.Bill.Add(Line(id, model, generation, output, cut));
}
