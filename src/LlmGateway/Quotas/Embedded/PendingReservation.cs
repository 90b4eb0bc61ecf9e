using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Embedded;

/// <summary>A reservation that is not resolved yet, and what is known of its call.</summary>
internal sealed class PendingReservation(Reservation reservation)
{
    public Reservation Reservation { get; set; } = reservation;

    public DateTimeOffset LeaseEnds { get; set; }

    /// <summary>True once the call was about to be sent.</summary>
    public bool Dispatched { get; set; }

    /// <summary>The job that the reservation stays with; null for other calls.</summary>
    public JobBinding? Job { get; set; }

    public DateTimeOffset NextLook { get; set; }

    public int Looks { get; set; }

    /// <summary>Subjects whose rates the call counts in.</summary>
    public ImmutableArray<Subject> Rated { get; set; } = [];

    /// <summary>Subjects of which the call takes a parallel slot; given back when the exchange ends.</summary>
    public ImmutableArray<Subject> Slots { get; set; } = [];

    public long Minute { get; init; }

    public long ExpectedTokens { get; init; }

    /// <summary>The decision that is written down and not yet applied.</summary>
    public Settlement? Spooled { get; set; }
}
