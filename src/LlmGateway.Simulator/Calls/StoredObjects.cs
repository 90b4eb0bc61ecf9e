using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace LlmGateway.Simulator.Calls;

/// <summary>What a simulated provider stores: objects, the bytes of some of them, and the work that is under way for others, by id or name.</summary>
internal abstract class StoredObjects
{
    private readonly ConcurrentDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _contents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PendingWork> _works = new(StringComparer.Ordinal);

    protected IEnumerable<KeyValuePair<string, JsonObject>> All => _objects;

    public void Put(string id, JsonObject value) => _objects[id] = value;

    public JsonObject? Find(string id) => _objects.GetValueOrDefault(id);

    public void PutContent(string id, byte[] bytes) => _contents[id] = bytes;

    public byte[]? Content(string id) => _contents.GetValueOrDefault(id);

    public void Start(string id, SimulatedCall call, PendingAnswer answer) => _works[id] = new PendingWork(call.Desk.Options, call.Behaviour, answer);

    public PendingWork? Work(string id) => _works.GetValueOrDefault(id);

    /// <summary>Forgets an object and its work; whether there was an object, and whether there was work.</summary>
    protected (bool Object, bool Work) Take(string id) => (_objects.TryRemove(id, out _), _works.TryRemove(id, out _));
}
