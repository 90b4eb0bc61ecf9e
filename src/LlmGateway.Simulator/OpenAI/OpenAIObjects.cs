using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>What the simulated OpenAI stores: files, responses, conversations, vector stores and the like, by id.</summary>
internal sealed class OpenAIObjects
{
    private readonly ConcurrentDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _contents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PendingWork> _works = new(StringComparer.Ordinal);

    public void Put(JsonObject value) => _objects[value["id"]!.ToString()] = value;

    public JsonObject? Find(string id) => _objects.GetValueOrDefault(id);

    public void PutContent(string id, byte[] bytes) => _contents[id] = bytes;

    public byte[]? Content(string id) => _contents.GetValueOrDefault(id);

    public void Start(string id, SimulatedCall call, PendingAnswer answer) => _works[id] = new PendingWork(call.Desk.Options, call.Behaviour, answer);

    public PendingWork? Work(string id) => _works.GetValueOrDefault(id);

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
        _works.TryRemove(id, out _);
        return _objects.TryRemove(id, out _) ? call.JsonAsync(new { id, @object = kind, deleted = true }) : MissingAsync(call);
    }

    /// <summary>Answers with all objects of a kind, newest first.</summary>
    public Task ListAsync(SimulatedCall call, string kind) =>
        PageAsync(call, [.. _objects.Values.Where(value => value["object"]?.ToString() == kind).OrderByDescending(value => value["id"]!.ToString(), StringComparer.Ordinal).Select(value => value.DeepClone())]);

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
