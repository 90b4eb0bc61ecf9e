using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>The OpenAI-compatible endpoints (fact sheet 2a): chats, whose thinking is in the total tokens only, embeddings and images.</summary>
internal static class CompatibleChat
{
    private const int Thoughts = 6;

    public static async Task ChatAsync(SimulatedCall call)
    {
        if (call.Text("model") is not { } model || call.Body["messages"] is not JsonArray messages)
        {
            await call.ErrorAsync(400, "Request must have 'model' and 'messages'.");
            return;
        }

        var limit = call.Number("max_completion_tokens") ?? call.Number("max_tokens");
        var answer = new Answer(Serial.Next("chatcmpl-"), model, Generation.Make(call.Behaviour, TextTokens.Chat(messages), limit, Thoughts));
        if (call.Body["stream"] is JsonValue stream && stream.TryGetValue<bool>(out var streamed) && streamed) await StreamAsync(call, answer);
        else
        {
            call.Desk.Bill.Add(answer.Line(answer.Generation.Output, cut: false));
            await call.JsonAsync(answer.Whole(call.Behaviour.NoUsage));
        }
    }

    public static Task EmbeddingsAsync(SimulatedCall call)
    {
        var inputs = call.Body["input"] as JsonArray ?? [call.Body["input"]?.DeepClone()];
        var tokens = call.Behaviour.InputTokens ?? TextTokens.Count(inputs);
        call.Desk.Bill.Add(new("gemini", "embed_content", Serial.Next("emb"), call.Text("model") ?? "", tokens, 0, 0, 0, 0, 0, 0, false));
        return call.JsonAsync(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. inputs.Select((_, index) => new JsonObject { ["object"] = "embedding", ["index"] = index, ["embedding"] = new JsonArray(0.01, -0.02) })]),
            ["model"] = call.Text("model"),
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        });
    }

    public static Task ImagesAsync(SimulatedCall call)
    {
        var images = call.Number("n") ?? 1;
        call.Desk.Bill.Add(new("gemini", "predict", Serial.Next("img"), call.Text("model") ?? "", 0, 0, 0, 0, images, 0, 0, false));
        return call.JsonAsync(new JsonObject
        {
            ["created"] = Serial.Created,
            ["data"] = new JsonArray([.. Enumerable.Range(0, images).Select(_ => new JsonObject { ["b64_json"] = "iVBORw0KGgo=" })]),
        });
    }

    private static async Task StreamAsync(SimulatedCall call, Answer answer)
    {
        call.BeginStream("text/event-stream");
        var sent = 0;
        try
        {
            foreach (var piece in answer.Generation.Text)
            {
                if (!await call.PieceAsync($"data: {answer.Chunk(piece).ToJsonString()}\n\n"))
                {
                    call.Desk.Bill.Add(answer.Line(sent, cut: true));
                    return;
                }

                sent += TextTokens.Count(piece);
            }

            sent = -1;
            call.Desk.Bill.Add(answer.Line(answer.Generation.Output, cut: false));
            if (call.Body["stream_options"]?["include_usage"]?.GetValue<bool>() == true && !call.Behaviour.NoUsage) await call.PieceAsync($"data: {answer.Last().ToJsonString()}\n\n");
            await call.PieceAsync("data: [DONE]\n\n");
        }
        catch when (sent >= 0)
        {
            call.Desk.Bill.Add(answer.Line(sent, cut: true));
            throw;
        }
    }

    private sealed record Answer(string Id, string Model, Generation Generation)
    {
        public JsonObject Whole(bool noUsage)
        {
            var body = Named("chat.completion", new JsonObject { ["index"] = 0, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = Generation.Whole }, ["finish_reason"] = Reason });
            if (!noUsage) body["usage"] = Usage();
            return body;
        }

        public JsonObject Chunk(string text) => Named("chat.completion.chunk", new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["role"] = "assistant", ["content"] = text } });

        public JsonObject Last()
        {
            var body = Named("chat.completion.chunk", null);
            body["usage"] = Usage();
            return body;
        }

        public BillLine Line(int output, bool cut) => new("gemini", "openai_chat", Id, Model, Generation.Input, Generation.Cached, output, Math.Min(Generation.Reasoning, output), 0, 0, 0, cut);

        private string Reason => Generation.Limited ? "length" : "stop";

        private JsonObject Usage() => new()
        {
            ["prompt_tokens"] = Generation.Input,
            ["completion_tokens"] = Generation.Output - Generation.Reasoning,
            ["total_tokens"] = Generation.Input + Generation.Output,
        };

        private JsonObject Named(string kind, JsonObject? choice) => new()
        {
            ["id"] = Id,
            ["object"] = kind,
            ["created"] = Serial.Created,
            ["model"] = Model,
            ["choices"] = choice is null ? [] : new JsonArray(choice),
        };
    }
}
