using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>What the simulated Gemini stores: files, caches, stores, interactions and batches, by name.</summary>
internal sealed class GeminiObjects
{
    private readonly ConcurrentDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _contents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PendingWork> _works = new(StringComparer.Ordinal);

    public void Put(string name, JsonObject value) => _objects[name] = value;

    public JsonObject? Find(string name) => _objects.GetValueOrDefault(name);

    public bool Remove(string name) => _objects.TryRemove(name, out _) | _works.TryRemove(name, out _);

    public void PutContent(string name, byte[] bytes) => _contents[name] = bytes;

    public byte[]? Content(string name) => _contents.GetValueOrDefault(name);

    public PendingWork Start(string name, SimulatedCall call, PendingAnswer answer) => _works[name] = new PendingWork(call.Desk.Options, call.Behaviour, answer);

    public PendingWork? Work(string name) => _works.GetValueOrDefault(name);

    /// <summary>Answers with every stored object whose name begins so: <c>files/</c>.</summary>
    public Task ListAsync(SimulatedCall call, string collection) => call.JsonAsync(new JsonObject
    {
        [collection] = new JsonArray([.. _objects.Where(entry => entry.Key.StartsWith(collection + "/", StringComparison.Ordinal)).Select(entry => entry.Value.DeepClone())]),
    });

    /// <summary>Answers with one object, or 404.</summary>
    public Task GetAsync(SimulatedCall call, string name) => Find(name) is { } found ? call.JsonAsync(found) : call.ErrorAsync(404, "Requested entity was not found.");

    /// <summary>Removes one, or answers 404.</summary>
    public Task DeleteAsync(SimulatedCall call, string name) => Remove(name) ? call.JsonAsync(new JsonObject()) : call.ErrorAsync(404, "Requested entity was not found.");
}
