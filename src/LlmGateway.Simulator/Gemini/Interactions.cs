using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>
/// Interactions (fact sheet 3.7, 4.3, 5): plain, streamed and in the background; each is stored, and what it used is read again by the one that
/// names it. Usage is snake case, and thoughts lie beside the output.
/// </summary>
internal sealed class Interactions(GeminiObjects objects)
{
    private const int Thoughts = 6;
    private const int TokensOfImage = 1120;

    public async Task CreateAsync(SimulatedCall call)
    {
        if ((call.Text("model") ?? call.Text("agent")) is not { } model || call.Body["input"] is null)
        {
            await call.ErrorAsync(400, "Request must have 'model' or 'agent', and 'input'.");
            return;
        }

        var made = Make(call, model);
        if (IsTrue(call.Body["background"])) await BackgroundAsync(call, made);
        else if (IsTrue(call.Body["stream"])) await StreamAsync(call, made);
        else await PlainAsync(call, made);
    }

    public async Task GetAsync(SimulatedCall call)
    {
        var id = call.Route("interaction");
        if (objects.Work(Name(id)) is { } work)
        {
            var ended = work.Look(call.Desk.Bill);
            var status = !ended ? "in_progress" : work.Cancelled ? "cancelled" : work.Failed ? "failed" : "completed";
            await call.JsonAsync(status == "completed" ? work.Answer.Body : Bare(id, work.Answer.Body["model"]!.ToString(), status));
            return;
        }

        await objects.GetAsync(call, Name(id));
    }

    public Task CancelAsync(SimulatedCall call)
    {
        var id = call.Route("interaction");
        if (objects.Work(Name(id)) is not { } work) return call.ErrorAsync(404, "Requested entity was not found.");
        work.Cancel();
        return call.JsonAsync(Bare(id, work.Answer.Body["model"]!.ToString(), work.Cancelled ? "cancelled" : "completed"));
    }

    public Task DeleteAsync(SimulatedCall call) => objects.DeleteAsync(call, Name(call.Route("interaction")));

    private Made Make(SimulatedCall call, string model)
    {
        var images = model.Contains("-image", StringComparison.Ordinal) ? 1 : 0;
        var before = call.Text("previous_interaction_id") is { } id ? SimulatedCall.Number(objects.Find(Name(id))?["usage"]?["total_tokens"]) ?? 0 : 0;
        var input = before + TextTokens.Count(call.Body["input"]) + TextTokens.Count(call.Body["system_instruction"]);
        var behaviour = images > 0 ? call.Behaviour with { OutputTokens = call.Behaviour.OutputTokens ?? TokensOfImage } : call.Behaviour;
        var generation = Generation.Make(behaviour, input, SimulatedCall.Number(call.Body["generation_config"]?["max_output_tokens"]), images > 0 ? 0 : Thoughts);
        var searches = call.Body["tools"] is JsonArray tools && tools.Any(tool => tool?["type"]?.ToString() == "google_search") ? 1 : 0;
        var function = call.Body["tools"] is JsonArray list ? list.FirstOrDefault(tool => tool?["type"]?.ToString() == "function")?["name"]?.ToString() : null;
        var calls = function is not null && call.Body["input"]!.ToJsonString().Contains("weather", StringComparison.Ordinal) ? function : null;
        return new(Serial.Next("v1_"), model, generation, images, searches, calls);
    }

    private async Task PlainAsync(SimulatedCall call, Made made)
    {
        var body = Whole(call, made);
        Store(call, made, body);
        call.Desk.Bill.Add(made.Line(made.Generation.Output, cut: false));
        await call.JsonAsync(body);
    }

    private async Task BackgroundAsync(SimulatedCall call, Made made)
    {
        var body = Whole(call, made);
        objects.Start(Name(made.Id), call, new(body, [made.Line(made.Generation.Output, cut: false)]));
        objects.Put(Name(made.Id), body);
        await call.JsonAsync(Bare(made.Id, made.Model, "in_progress"));
    }

    private async Task StreamAsync(SimulatedCall call, Made made)
    {
        call.BeginStream("text/event-stream");
        var sent = 0;
        try
        {
            if (!await EventAsync(call, "interaction.created", new() { ["interaction"] = Bare(made.Id, made.Model, "in_progress") })) return;
            foreach (var piece in made.Generation.Text)
            {
                if (call.ErrorIsDue)
                {
                    await EventAsync(call, "error", new() { ["error"] = new JsonObject { ["code"] = "internal", ["message"] = "An internal error has occurred." } });
                    call.Desk.Bill.Add(made.Line(sent, cut: true));
                    return;
                }

                var output = sent + TextTokens.Count(piece);
                var delta = new JsonObject { ["type"] = "text", ["text"] = piece };
                var usage = call.Behaviour.NoUsage ? null : new JsonObject { ["total_usage"] = made.Usage(output) };
                if (!await EventAsync(call, "step.delta", new() { ["index"] = 1, ["delta"] = delta, ["metadata"] = usage }))
                {
                    call.Desk.Bill.Add(made.Line(sent, cut: true));
                    return;
                }

                sent = output;
            }

            sent = -1;
            call.Desk.Bill.Add(made.Line(made.Generation.Output, cut: false));
            var body = Whole(call, made);
            Store(call, made, body);
            var completed = body.DeepClone().AsObject();
            completed.Remove("steps");
            await EventAsync(call, "interaction.completed", new() { ["interaction"] = completed });
            await call.PieceAsync("data: [DONE]\n\n");
        }
        catch when (sent >= 0)
        {
            call.Desk.Bill.Add(made.Line(sent, cut: true));
            throw;
        }
    }

    private static Task<bool> EventAsync(SimulatedCall call, string type, JsonObject content)
    {
        content.Insert(0, "event_type", type);
        foreach (var (name, value) in content.ToArray())
        {
            if (value is null) content.Remove(name);
        }

        return call.PieceAsync($"event: {type}\ndata: {content.ToJsonString()}\n\n");
    }

    private void Store(SimulatedCall call, Made made, JsonObject body)
    {
        if (call.Body["store"] is not JsonValue store || !store.TryGetValue<bool>(out var stored) || stored) objects.Put(Name(made.Id), body.DeepClone().AsObject());
    }

    private static JsonObject Whole(SimulatedCall call, Made made)
    {
        var body = Bare(made.Id, made.Model, made.Function is null ? "completed" : "requires_action");
        JsonObject step = made.Function is not null
            ? new() { ["type"] = "function_call", ["id"] = "call_1", ["name"] = made.Function, ["arguments"] = new JsonObject { ["city"] = "Paris" } }
            : new() { ["type"] = "model_output", ["content"] = new JsonArray(made.Images > 0 ? new JsonObject { ["type"] = "image", ["mime_type"] = "image/png", ["data"] = "iVBORw0KGgo=" } : new JsonObject { ["type"] = "text", ["text"] = made.Generation.Whole }) };
        body["steps"] = new JsonArray(new JsonObject { ["type"] = "thought", ["signature"] = "c2ln" }, step);
        body["service_tier"] = "standard";
        if (!call.Behaviour.NoUsage) body["usage"] = made.Usage(made.Generation.Output);
        return body;
    }

    private static JsonObject Bare(string id, string model, string status) => new() { ["id"] = id, ["status"] = status, ["object"] = "interaction", ["model"] = model, ["created"] = "2026-11-23T10:00:00Z", ["updated"] = "2026-11-23T10:00:02Z" };

    private static string Name(string id) => "interactions/" + id;

    private static bool IsTrue(JsonNode? flag) => flag is JsonValue value && value.TryGetValue<bool>(out var set) && set;

    private sealed record Made(string Id, string Model, Generation Generation, int Images, int Searches, string? Function)
    {
        private const int ReadBySearch = 73;

        private int ToolInput => Searches * ReadBySearch;

        public JsonObject Usage(int output)
        {
            var thoughts = Math.Min(Generation.Reasoning, output);
            var usage = new JsonObject
            {
                ["total_tokens"] = Generation.Input + output + ToolInput,
                ["total_input_tokens"] = Generation.Input,
                ["input_tokens_by_modality"] = Tokens("text", Generation.Input),
                ["total_cached_tokens"] = Generation.Cached,
                ["total_output_tokens"] = output - thoughts,
                ["output_tokens_by_modality"] = Tokens(Images > 0 ? "image" : "text", output - thoughts),
                ["total_tool_use_tokens"] = ToolInput,
                ["total_thought_tokens"] = thoughts,
            };
            if (Searches > 0) usage["grounding_tool_count"] = new JsonArray(new JsonObject { ["type"] = "google_search", ["count"] = Searches });
            return usage;
        }

        public BillLine Line(int output, bool cut) => new("gemini", "interactions", Id, Model, Generation.Input + ToolInput, Generation.Cached, output, Math.Min(Generation.Reasoning, output), Images, 0, 0, cut);

        private static JsonArray Tokens(string modality, int tokens) => new(new JsonObject { ["modality"] = modality, ["tokens"] = tokens });
    }
}
