using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>Conversations and their items (fact sheet 2b).</summary>
internal sealed class Conversations(OpenAIObjects objects)
{
    private const string Items = "items";

    public async Task CreateAsync(SimulatedCall call)
    {
        var conversation = new JsonObject { ["id"] = Serial.Next("conv_"), ["object"] = "conversation", ["created_at"] = Serial.Created, ["metadata"] = call.Body["metadata"]?.DeepClone() ?? new JsonObject() };
        var stored = conversation.DeepClone().AsObject();
        stored[Items] = Made(call);
        objects.Put(stored);
        await call.JsonAsync(conversation);
    }

    public Task GetAsync(SimulatedCall call)
    {
        if (objects.Find(call.Route("id")) is not { } stored) return OpenAIObjects.MissingAsync(call);
        var shown = stored.DeepClone().AsObject();
        shown.Remove(Items);
        return call.JsonAsync(shown);
    }

    public Task AddItemsAsync(SimulatedCall call)
    {
        if (objects.Find(call.Route("id"))?[Items] is not JsonArray items) return OpenAIObjects.MissingAsync(call);
        var made = Made(call);
        foreach (var item in made) items.Add(item!.DeepClone());
        return OpenAIObjects.PageAsync(call, [.. made.Select(item => item!.DeepClone())]);
    }

    public Task ListItemsAsync(SimulatedCall call) => objects.Find(call.Route("id"))?[Items] is JsonArray items
        ? OpenAIObjects.PageAsync(call, [.. items.Select(item => item!.DeepClone())])
        : OpenAIObjects.MissingAsync(call);

    private static JsonArray Made(SimulatedCall call)
    {
        var items = (call.Body[Items]?.DeepClone() as JsonArray) ?? [];
        foreach (var item in items.OfType<JsonObject>())
        {
            item["id"] = Serial.Next("msg_");
            item["type"] = "message";
            item["status"] = "completed";
            if (item["content"] is JsonValue text) item["content"] = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = text.DeepClone() });
        }

        return items;
    }
}
