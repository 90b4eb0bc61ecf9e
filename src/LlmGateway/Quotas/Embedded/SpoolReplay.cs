using LlmGateway.Metering;
using LlmGateway.Quotas.Spool;

namespace LlmGateway.Quotas.Embedded;

/// <summary>What the write-ahead log of a dead process says: entries that the database may lack, and reservations that were open.</summary>
internal sealed class SpoolReplay
{
    private readonly QuotaState _state = new();
    private readonly List<OutboxEntry> _entries = [];

    private SpoolReplay() { }

    /// <summary>Rows, bindings, adjustments and objects; the database ignores those that it has.</summary>
    public IReadOnlyList<OutboxEntry> Entries => _entries;

    public IReadOnlyCollection<PendingReservation> Open => _state.Pending;

    public static SpoolReplay Of(IEnumerable<SpoolRecord> records)
    {
        var replay = new SpoolReplay();
        foreach (var record in records) replay.Apply(record);
        return replay;
    }

    /// <summary>True if the log says how a reservation was resolved.</summary>
    public bool Resolved(string reservationId) => _entries.Exists(entry => entry is OutboxEntry.Row row && row.LedgerRow.Reservation.Id == reservationId);

    private void Apply(SpoolRecord record)
    {
        switch (record)
        {
            case SpoolRecord.Reserved reserved: _state.Restore(reserved.Reservation, default); break;
            case SpoolRecord.Dispatched dispatched when _state.FindPending(dispatched.ReservationId) is { } pending: pending.Dispatched = true; break;
            case SpoolRecord.Moved moved when _state.FindPending(moved.Reservation.Id) is { } pending: pending.Reservation = moved.Reservation; break;
            case SpoolRecord.Bound bound: Bind(bound); break;
            case SpoolRecord.Settled settled when _state.Settle(settled.Reservation, settled.Settlement, default) is { } row: _entries.Add(new OutboxEntry.Row(0, row)); break;
            case SpoolRecord.Adjusted adjusted: _entries.AddRange(adjusted.Adjustments.Select(adjustment => new OutboxEntry.Adjusted(0, adjustment))); break;
            case SpoolRecord.Remembered remembered: _entries.Add(new OutboxEntry.Remembered(0, remembered.Objects)); break;
        }
    }

    private void Bind(SpoolRecord.Bound bound)
    {
        _entries.Add(new OutboxEntry.Bound(0, bound.Jobs, bound.Reservations));
        for (var i = 0; i < bound.Jobs.Length; i++)
        {
            var pending = _state.Restore(bound.Reservations[i], default);
            (pending.Reservation, pending.Job, pending.Dispatched) = (bound.Reservations[i], bound.Jobs[i], true);
        }
    }
}
