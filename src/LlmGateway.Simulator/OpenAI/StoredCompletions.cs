using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>Chat completions that their callers asked to store (fact sheet 2b): each shows its usage again, which is no new charge.</summary>
internal sealed class StoredCompletions(OpenAIObjects objects)
{
    private const string Messages = "messages";

    public void Keep(SimulatedCall call, JsonObject completion)
    {
        if (call.Body["store"] is not JsonValue store || !store.TryGetValue<bool>(out var wanted) || !wanted) return;
        var kept = completion.DeepClone().AsObject();
        kept["metadata"] = call.Body["metadata"]?.DeepClone() ?? new JsonObject();
        objects.Put(kept);
        objects.Put(new JsonObject { ["id"] = MessagesOf(completion["id"]!.ToString()), [Messages] = call.Body[Messages]!.DeepClone() });
    }

    public Task MessagesAsync(SimulatedCall call)
    {
        var id = call.Route("id");
        if (objects.Find(MessagesOf(id))?[Messages] is not JsonArray messages) return OpenAIObjects.MissingAsync(call);
        return OpenAIObjects.PageAsync(call, [.. messages.Select((message, index) => Numbered(message!, $"{id}-{index}"))]);
    }

    private static JsonObject Numbered(JsonNode message, string id)
    {
        var numbered = message.DeepClone().AsObject();
        numbered["id"] = id;
        return numbered;
    }

    private static string MessagesOf(string id) => $"{id}/{Messages}";
}
