using LlmGateway.Metering;

namespace LlmGateway.Quotas.Embedded;

/// <summary>Objects and jobs that were seen lately, bounded by number; the oldest go first. The database knows them all a moment later.</summary>
internal sealed class RecentObjects
{
    private const int Most = 100_000;

    private readonly Dictionary<(string Provider, string Id), OwnedObject> _objects = [];
    private readonly Queue<(string Provider, string Id)> _order = new();

    public OwnedObject? Find(string provider, string id) => _objects.GetValueOrDefault((provider, id));

    public void Add(OwnedObject owned)
    {
        if (_objects.TryAdd((owned.Provider, owned.Id), owned)) _order.Enqueue((owned.Provider, owned.Id));
        else _objects[(owned.Provider, owned.Id)] = owned;
        if (_order.Count > Most) _objects.Remove(_order.Dequeue());
    }
}
