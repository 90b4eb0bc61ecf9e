namespace LlmGateway.Metering;

/// <summary>
/// Who made a call and what it was, fixed at admission. It travels with the reservation (store, spool), so that
/// a row can be booked for a call whose gateway died. No secret, no prompt.
/// </summary>
public sealed record CallContext
{
    public required string RequestId { get; init; }
    public required string Organization { get; init; }
    public required string ApiKey { get; init; }
    public string? User { get; init; }
    public string? Team { get; init; }
    public required string Provider { get; init; }
    public required string Upstream { get; init; }
    public required string Operation { get; init; }
    public required OperationType OperationType { get; init; }
    public required string Model { get; init; }
    public required BoundKind BoundKind { get; init; }

    /// <summary>Expected input tokens, for a stream that is cut before it reports.</summary>
    public long ExpectedInputTokens { get; init; }

    /// <summary>Expected tokens in all.</summary>
    public long ExpectedTokens { get; init; }

    /// <summary>Requested quantities that a job's end is priced with (resolution, seconds, samples); null for other calls.</summary>
    public Usage? Requested { get; init; }

    public string? ServiceTier { get; init; }

    /// <summary>True if the provider charges no money for the call.</summary>
    public bool FreeOfCharge { get; init; }

    /// <summary>Organization's zone: the window of the row.</summary>
    public required string TimeZone { get; init; }
}
