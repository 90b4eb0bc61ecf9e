using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>What the simulated Gemini stores: files, caches, stores, interactions and batches, by name.</summary>
internal sealed class GeminiObjects : StoredObjects
{
    public bool Remove(string name) => Take(name) is not (false, false);

    /// <summary>Answers with every stored object whose name begins so: <c>files/</c>.</summary>
    public Task ListAsync(SimulatedCall call, string collection) => call.JsonAsync(new JsonObject
    {
        [collection] = new JsonArray([.. All.Where(entry => entry.Key.StartsWith(collection + "/", StringComparison.Ordinal)).Select(entry => entry.Value.DeepClone())]),
    });

    /// <summary>Answers with one object, or 404.</summary>
    public Task GetAsync(SimulatedCall call, string name) => Find(name) is { } found ? call.JsonAsync(found) : call.ErrorAsync(404, "Requested entity was not found.");

    /// <summary>Removes one, or answers 404.</summary>
    public Task DeleteAsync(SimulatedCall call, string name) => Remove(name) ? call.JsonAsync(new JsonObject()) : call.ErrorAsync(404, "Requested entity was not found.");
}
