namespace LlmGateway.Metering;

/// <summary>How sure a booked usage is.</summary>
public enum Certainty
{
    /// <summary>Read from the provider's answer, zeros too.</summary>
    Exact,

    /// <summary>The provider reports nothing by design; computed from request and answer.</summary>
    Computed,

    /// <summary>The stream was cut; at least this much was used.</summary>
    AtLeast,

    /// <summary>Nothing was seen; the hold is booked.</summary>
    Unknown,
}
