using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>Batches of chats (fact sheet 3.9): a job over the lines of a file, whose usage is told when it has ended.</summary>
internal sealed class Batches(OpenAIObjects objects, Files files)
{
    public async Task CreateAsync(SimulatedCall call)
    {
        if (call.Text("input_file_id") is not { } input || objects.Content(input) is not { } bytes)
        {
            await call.ErrorAsync(400, "Invalid 'input_file_id'.");
            return;
        }

        var lines = Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToArray();
        var model = lines[0]["body"]!["model"]!.ToString();
        var made = lines.Select(line => Generation.Make(call.Behaviour, TextTokens.Chat(line["body"]!["messages"]), SimulatedCall.Number(line["body"]!["max_completion_tokens"]), 0)).ToArray();
        var id = Serial.Next("batch_");
        var ended = Shown(call, id, model, lines.Length, "completed");
        ended["usage"] = Usage(made);
        ended["output_file_id"] = files.Keep("output.jsonl", "batch_output", Output(lines, made)).AsObject()["id"]!.DeepClone();
        objects.Start(id, call, new(ended, [new("openai", "batches", id, model, made.Sum(answer => answer.Input), 0, made.Sum(answer => answer.Output), 0, 0, 0, 0, false)]));
        var batch = Shown(call, id, model, lines.Length, "validating");
        objects.Put(batch);
        await call.JsonAsync(batch.DeepClone());
    }

    public Task GetAsync(SimulatedCall call)
    {
        if (objects.Work(call.Route("id")) is not { } work || objects.Find(call.Route("id")) is not { } batch) return OpenAIObjects.MissingAsync(call);
        if (!work.Look(call.Desk.Bill)) return call.JsonAsync(Told(batch, "in_progress"));
        return call.JsonAsync(work.Cancelled ? Told(batch, "cancelled") : work.Failed ? Told(batch, "failed") : work.Answer.Body);
    }

    public Task CancelAsync(SimulatedCall call)
    {
        if (objects.Work(call.Route("id")) is not { } work || objects.Find(call.Route("id")) is not { } batch) return OpenAIObjects.MissingAsync(call);
        work.Cancel();
        return call.JsonAsync(Told(batch, "cancelling"));
    }

    private static JsonObject Told(JsonObject batch, string status)
    {
        var told = batch.DeepClone().AsObject();
        told["status"] = status;
        return told;
    }

    private static JsonObject Shown(SimulatedCall call, string id, string model, int requests, string status) => JsonSerializer.SerializeToNode(new
    {
        id,
        @object = "batch",
        endpoint = call.Text("endpoint"),
        model,
        errors = (object?)null,
        input_file_id = call.Text("input_file_id"),
        completion_window = call.Text("completion_window"),
        status,
        output_file_id = (string?)null,
        error_file_id = (string?)null,
        created_at = Serial.Created,
        completed_at = status == "completed" ? Serial.Created + 300 : (long?)null,
        request_counts = new { total = status == "completed" ? requests : 0, completed = status == "completed" ? requests : 0, failed = 0 },
        metadata = (object?)null,
        usage = UsageOf(0, 0),
    })!.AsObject();

    private static JsonNode Usage(Generation[] made) => JsonSerializer.SerializeToNode(UsageOf(made.Sum(answer => answer.Input), made.Sum(answer => answer.Output)))!;

    private static object UsageOf(int input, int output) => new
    {
        input_tokens = input,
        input_tokens_details = new { cached_tokens = 0 },
        output_tokens = output,
        output_tokens_details = new { reasoning_tokens = 0 },
        total_tokens = input + output,
    };

    private static byte[] Output(JsonNode[] lines, Generation[] made) => Encoding.UTF8.GetBytes(string.Concat(lines.Zip(made, (line, answer) => JsonSerializer.Serialize(new
    {
        id = Serial.Next("batch_req_"),
        custom_id = line["custom_id"]?.ToString(),
        response = new { status_code = 200, request_id = Serial.Next("req_"), body = new { @object = "chat.completion", choices = new[] { new { index = 0, message = new { role = "assistant", content = answer.Whole } } } } },
        error = (object?)null,
    }) + "\n")));
}
