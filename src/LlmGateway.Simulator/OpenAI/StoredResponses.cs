using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>Responses that are stored, and those that are made in the background (fact sheet 3.3, 5).</summary>
internal sealed class StoredResponses(OpenAIObjects objects)
{
    public void Keep(SimulatedCall call, JsonObject response)
    {
        if (call.Body["store"] is not JsonValue store || !store.TryGetValue<bool>(out var wanted) || wanted) objects.Put(response.DeepClone().AsObject());
    }

    /// <summary>Answers that it is queued; the end is shown, and charged, to the look that finds it.</summary>
    public async Task BeginAsync(SimulatedCall call, JsonObject ended, BillLine line)
    {
        ended["background"] = true;
        objects.Start(ended["id"]!.ToString(), call, new(ended, [line]));
        objects.Put(ended.DeepClone().AsObject());
        await call.JsonAsync(Without(ended, "queued"));
    }

    public Task GetAsync(SimulatedCall call)
    {
        if (objects.Work(call.Route("id")) is not { } work) return objects.GetAsync(call);
        var ended = work.Look(call.Desk.Bill);
        return call.JsonAsync(!ended ? Without(work.Answer.Body, "in_progress") : work.Cancelled ? Without(work.Answer.Body, "cancelled") : work.Failed ? Without(work.Answer.Body, "failed") : work.Answer.Body);
    }

    public Task CancelAsync(SimulatedCall call)
    {
        if (objects.Work(call.Route("id")) is not { } work) return OpenAIObjects.MissingAsync(call);
        work.Cancel();
        return call.JsonAsync(work.Cancelled ? Without(work.Answer.Body, "cancelled") : work.Answer.Body);
    }

    public Task InputItemsAsync(SimulatedCall call) => objects.Find(call.Route("id")) is null
        ? OpenAIObjects.MissingAsync(call)
        : OpenAIObjects.PageAsync(call, [new JsonObject { ["id"] = "msg_0", ["type"] = "message", ["role"] = "user", ["status"] = "completed", ["content"] = new JsonArray() }]);

    private static JsonObject Without(JsonObject ended, string status)
    {
        var shown = ended.DeepClone().AsObject();
        (shown["status"], shown["output"], shown["usage"]) = (status, new JsonArray(), null);
        return shown;
    }
}
