using System.Collections.Concurrent;
using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>The reservations of calls that this process is forwarding right now; their leases are prolonged together.</summary>
internal sealed class CallsInFlight
{
    private readonly ConcurrentDictionary<string, Reservation> _calls = new(StringComparer.Ordinal);

    public int Count => _calls.Count;

    public IReadOnlyCollection<string> Ids => [.. _calls.Keys];

    public IReadOnlyCollection<Reservation> Reservations => [.. _calls.Values];

    public Reservation? Find(string reservationId) => _calls.GetValueOrDefault(reservationId);

    public void Enter(Reservation reservation) => _calls[reservation.Id] = reservation;

    public void Leave(string reservationId) => _calls.TryRemove(reservationId, out _);
}
