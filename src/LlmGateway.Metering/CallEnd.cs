namespace LlmGateway.Metering;

/// <summary>How the exchange with the provider ended, as the observer saw it.</summary>
public enum CallEnd
{
    /// <summary>Nothing was sent, or the connection was refused: the provider cannot have worked.</summary>
    NotDispatched,

    /// <summary>The answer ended by itself.</summary>
    Whole,

    /// <summary>The answer began and was cut (upstream died, or the client left and the drain's cap was hit).</summary>
    Cut,

    /// <summary>Sent, and then a time-out or a reset before any answer.</summary>
    NoAnswer,

    /// <summary>The lease ended and nobody knows whether it was sent.</summary>
    LeaseEnded,
}
