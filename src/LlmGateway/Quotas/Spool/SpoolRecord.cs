using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Spool;

/// <summary>One line of the write-ahead log.</summary>
internal abstract record SpoolRecord
{
    private SpoolRecord() { }

    /// <summary>A reservation was granted; with Redis, it is about to be sent and Redis has it as well.</summary>
    public sealed record Reserved(Reservation Reservation) : SpoolRecord;

    /// <summary>The call is about to be sent: from here on an unknown end is booked at the hold.</summary>
    public sealed record Dispatched(string ReservationId) : SpoolRecord;

    /// <summary>The hold was moved to another upstream key.</summary>
    public sealed record Moved(Reservation Reservation) : SpoolRecord;

    /// <summary>Jobs were tied to the reservation, which may have been split among them.</summary>
    public sealed record Bound(string ReservationId, ImmutableArray<JobBinding> Jobs, ImmutableArray<Reservation> Reservations) : SpoolRecord;

    /// <summary>How the reservation is resolved. The reservation is written again, so that the line stands for itself.</summary>
    public sealed record Settled(Reservation Reservation, Settlement Settlement) : SpoolRecord;

    public sealed record Adjusted(ImmutableArray<Adjustment> Adjustments) : SpoolRecord;

    public sealed record Remembered(ImmutableArray<OwnedObject> Objects) : SpoolRecord;
}
