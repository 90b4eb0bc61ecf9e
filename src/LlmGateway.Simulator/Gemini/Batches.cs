using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>
/// Batches (fact sheet 3.9), of requests in the body or in a file of lines: int64 numbers are strings, the answers of a finished batch are shown
/// twice, or are in a file.
/// </summary>
internal sealed class Batches(GeminiObjects objects)
{
    private const string Type = "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch";

    public Task GenerateAsync(SimulatedCall call) => CreateAsync(call, request => Generate(call, request));

    public Task EmbedAsync(SimulatedCall call) => CreateAsync(call, request => Embed(call, request));

    public async Task GetAsync(SimulatedCall call)
    {
        var name = "batches/" + call.Route("batch");
        if (objects.Work(name) is not { } work)
        {
            await call.ErrorAsync(404, "Requested entity was not found.");
            return;
        }

        var ended = work.Look(call.Desk.Bill);
        var state = !ended ? "RUNNING" : work.Cancelled ? "CANCELLED" : work.Failed ? "FAILED" : "SUCCEEDED";
        await call.JsonAsync(Shown(name, work.Answer.Body, state));
    }

    public Task CancelAsync(SimulatedCall call)
    {
        objects.Work("batches/" + call.Route("batch"))?.Cancel();
        return call.JsonAsync(new JsonObject());
    }

    private async Task CreateAsync(SimulatedCall call, Func<JsonObject, (JsonObject Answer, BillLine Line)> answer)
    {
        var input = call.Body["batch"]?["inputConfig"] ?? call.Body["batch"]?["input_config"];
        var file = (input?["fileName"] ?? input?["file_name"])?.ToString();
        var lines = file is null ? null : objects.Content(file);
        if (input?["requests"]?["requests"] is not JsonArray && lines is null)
        {
            await call.ErrorAsync(400, "* CreateBatchRequest.batch.input_config: not specified");
            return;
        }

        var requests = lines is null ? Inline(input!["requests"]!["requests"]!.AsArray()) : Lines(lines);
        var answers = requests.Select(request => (request.Key, Answer: answer(request.Request))).ToArray();
        var name = Serial.Next("batches/b");
        var body = new JsonObject
        {
            ["model"] = "models/" + call.Route("model"),
            ["displayName"] = call.Body["batch"]?["displayName"]?.ToString() ?? "",
            ["count"] = answers.Length,
            ["output"] = lines is null ? InlineOutput(answers.Select(item => (item.Key, item.Answer.Answer))) : FileOutput(answers.Select(item => (item.Key, item.Answer.Answer))),
        };
        objects.Start(name, call, new(body, [.. answers.Select(item => item.Answer.Line)]));
        await call.JsonAsync(Shown(name, body, "PENDING"));
    }

    private static JsonObject Shown(string name, JsonObject body, string state)
    {
        var count = body["count"]!.GetValue<int>().ToString(CultureInfo.InvariantCulture);
        var metadata = new JsonObject
        {
            ["@type"] = Type,
            ["model"] = body["model"]!.ToString(),
            ["displayName"] = body["displayName"]!.ToString(),
            ["batchStats"] = state == "SUCCEEDED" ? new JsonObject { ["requestCount"] = count, ["successfulRequestCount"] = count } : new JsonObject { ["requestCount"] = count, ["pendingRequestCount"] = count },
            ["state"] = "BATCH_STATE_" + state,
            ["name"] = name,
        };
        var shown = new JsonObject { ["name"] = name, ["metadata"] = metadata };
        if (state is "PENDING" or "RUNNING") return shown;
        shown["done"] = true;
        if (state == "FAILED") shown["error"] = new JsonObject { ["code"] = 13, ["message"] = "The batch failed." };
        if (state != "SUCCEEDED") return shown;
        metadata["output"] = body["output"]!.DeepClone();
        var response = body["output"]!.DeepClone().AsObject();
        response.Insert(0, "@type", Type + "Output");
        shown["response"] = response;
        return shown;
    }

    private (JsonObject, BillLine) Generate(SimulatedCall call, JsonObject request)
    {
        var answer = GeneratedAnswer.Make(call, objects, call.Route("model"), request);
        return (answer.Chunk(answer.Generation.Whole, answer.Generation.Output, last: true), answer.Line("batch", answer.Generation.Output, cut: false));
    }

    private static (JsonObject, BillLine) Embed(SimulatedCall call, JsonObject request)
    {
        var tokens = call.Behaviour.InputTokens ?? TextTokens.Count(request["content"]);
        var answer = new JsonObject { ["embedding"] = new JsonObject { ["values"] = new JsonArray(0.01, -0.02) }, ["tokenCount"] = tokens.ToString(CultureInfo.InvariantCulture) };
        return (answer, new("gemini", "batch", Serial.Next("emb"), call.Route("model"), tokens, 0, 0, 0, 0, 0, 0, false));
    }

    private static IEnumerable<(JsonNode? Key, JsonObject Request)> Inline(JsonArray requests) => requests.Select(item => (item!["metadata"]?.DeepClone(), item["request"]!.AsObject()));

    private static IEnumerable<(JsonNode? Key, JsonObject Request)> Lines(byte[] file) => Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonNode.Parse(line)!).Select(line => (line["key"]?.DeepClone(), line["request"]!.AsObject()));

    private static JsonObject InlineOutput(IEnumerable<(JsonNode? Key, JsonObject Answer)> answers) => new()
    {
        ["inlinedResponses"] = new JsonObject
        {
            ["inlinedResponses"] = new JsonArray([.. answers.Select(item => new JsonObject { ["response"] = item.Answer, ["metadata"] = item.Key })]),
        },
    };

    private JsonObject FileOutput(IEnumerable<(JsonNode? Key, JsonObject Answer)> answers)
    {
        var name = Serial.Next("files/batch-");
        objects.PutContent(name, Encoding.UTF8.GetBytes(string.Concat(answers.Select(item => new JsonObject { ["key"] = item.Key, ["response"] = item.Answer }.ToJsonString() + "\n"))));
        return new JsonObject { ["responsesFile"] = name };
    }
}
