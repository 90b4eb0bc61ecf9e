using LlmGateway.Metering;

namespace LlmGateway.Pipeline;

/// <summary>The attempts of one client's call, as far as they have come.</summary>
internal sealed class Attempts(MeteredCall call)
{
    /// <summary>The call with the key and the reservation of the attempt that runs.</summary>
    public MeteredCall Call { get; set; } = call;

    /// <summary>0 for the first.</summary>
    public int Number { get; set; }

    /// <summary>Keys that were not tried yet begin here in the call's list.</summary>
    public int Tried { get; set; }

    /// <summary>True if the attempt is booked already and no further one was admitted: nothing is left to settle.</summary>
    public bool IsBooked { get; set; }

    public Reservation Reservation => Call.Reservation;
}
