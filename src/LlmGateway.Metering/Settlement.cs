using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>
/// How a reservation is resolved: what is posted, with what certainty. Decided by <c>Settle.Decide</c>, which is the table of design
/// section 5; there is no other rule.
/// </summary>
public sealed record Settlement
{
    public required string ReservationId { get; init; }
    public int Attempt { get; init; }
    public required EntryKind Kind { get; init; }

    /// <summary>What every account's counters get; zero for a void.</summary>
    public required Amounts Posted { get; init; }

    /// <summary>Null for a void: nothing was used.</summary>
    public Certainty? Certainty { get; init; }

    public Usage Usage { get; init; } = Usage.Empty;
    public string? ProviderId { get; init; }
    public int? Status { get; init; }
    public long LatencyMs { get; init; }

    /// <summary>Objects that the answer created, remembered for their owner.</summary>
    public ImmutableArray<CreatedObject> Created { get; init; } = [];

    /// <summary>Why a call was voided or booked at its hold: a fixed word for the row's metadata.</summary>
    public string? Reason { get; init; }

    /// <summary>Id of the price row used.</summary>
    public string? PriceId { get; init; }

    /// <summary>Limits in shadow that would have refused the call, as <c>subject:meter</c>.</summary>
    public ImmutableArray<string> WouldRefuse { get; init; } = [];

    /// <summary>Output limit that was spliced into the body, per choice.</summary>
    public long? InjectedLimit { get; init; }

    /// <summary>What was used above the hold and is booked in full: nano-USD, or tokens where no money was held; null if nothing.</summary>
    public long? Overrun { get; init; }
}
