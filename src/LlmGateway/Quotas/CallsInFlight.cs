using System.Collections.Concurrent;

namespace LlmGateway.Quotas;

/// <summary>The reservations of calls that this process is forwarding right now; their leases are prolonged together.</summary>
internal sealed class CallsInFlight
{
    private readonly ConcurrentDictionary<string, byte> _ids = new(StringComparer.Ordinal);

    public int Count => _ids.Count;

    public IReadOnlyCollection<string> Ids => [.. _ids.Keys];

    public void Enter(string reservationId) => _ids[reservationId] = 0;

    public void Leave(string reservationId) => _ids.TryRemove(reservationId, out _);
}
