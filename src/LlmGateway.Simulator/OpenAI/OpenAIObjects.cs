using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>What the simulated OpenAI stores: files, responses, conversations, vector stores and the like, by id.</summary>
internal sealed class OpenAIObjects : StoredObjects
{
    public void Put(JsonObject value) => Put(value["id"]!.ToString(), value);

    /// <summary>Stores a new object and answers with it.</summary>
    public Task CreateAsync(SimulatedCall call, JsonObject value)
    {
        Put(value);
        return call.JsonAsync(value.DeepClone());
    }

    /// <summary>Answers with the object that the path names, or 404.</summary>
    public Task GetAsync(SimulatedCall call) => Find(call.Route("id")) is { } found ? call.JsonAsync(found.DeepClone()) : MissingAsync(call);

    /// <summary>Replaces the object's metadata.</summary>
    public Task UpdateAsync(SimulatedCall call)
    {
        if (Find(call.Route("id")) is not { } found) return MissingAsync(call);
        found["metadata"] = call.Body["metadata"]?.DeepClone();
        return call.JsonAsync(found.DeepClone());
    }

    /// <summary>Removes the object and answers as the API does: <c>{id, object: kind.deleted, deleted}</c>.</summary>
    public Task DeleteAsync(SimulatedCall call, string kind)
    {
        var id = call.Route("id");
        return Take(id).Object ? call.JsonAsync(new { id, @object = kind, deleted = true }) : MissingAsync(call);
    }

    /// <summary>Answers with all objects of a kind, newest first.</summary>
    public Task ListAsync(SimulatedCall call, string kind) =>
        PageAsync(call, [.. All.Select(entry => entry.Value).Where(value => value["object"]?.ToString() == kind).OrderByDescending(value => value["id"]!.ToString(), StringComparer.Ordinal).Select(value => value.DeepClone())]);

    public static Task PageAsync(SimulatedCall call, JsonNode[] items) => call.JsonAsync(new JsonObject
    {
        ["object"] = "list",
        ["first_id"] = items.FirstOrDefault()?["id"]?.DeepClone(),
        ["last_id"] = items.LastOrDefault()?["id"]?.DeepClone(),
        ["has_more"] = false,
        ["data"] = new JsonArray(items),
    });

    public static Task MissingAsync(SimulatedCall call) => call.ErrorAsync(404, $"No such object: {call.Route("id")}");
}
