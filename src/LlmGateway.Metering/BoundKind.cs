namespace LlmGateway.Metering;

/// <summary>How much a hold is worth (design section 4).</summary>
public enum BoundKind
{
    /// <summary>Actual usage cannot exceed the hold.</summary>
    Proven,

    /// <summary>Something is hidden from the body (media by URL, stored input); held at an assumption, an excess is an overrun.</summary>
    Assumed,

    /// <summary>The provider may loop inside one call (hosted tools, agents); held at a large multiple.</summary>
    Open,
}
