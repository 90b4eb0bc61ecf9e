namespace LlmGateway.Database;

/// <summary>
/// An immutable row of the ledger. What is counted (<see cref="TokensUsed"/>, <see cref="CallsMade"/>, cost, videos, images, scripts, video time) is the
/// difference to earlier rows of the same reservation, so that counters are plain sums; the other numbers are what was read.
/// </summary>
internal sealed class LedgerEntity
{
    public long Id { get; set; }
    public string? User { get; set; }
    public required string ApiKey { get; set; }
    public required string OperationType { get; set; }
    public required string Provider { get; set; }
    public long TokensUsed { get; set; }
    public int CallsMade { get; set; }

    /// <summary>The video or other job that was made; null for plain calls.</summary>
    public string? ResourceId { get; set; }

    /// <summary>JSON object of fixed keys (bound_kind, price_id, injected_limit, ...).</summary>
    public required string Metadata { get; set; }

    /// <summary>Admission.</summary>
    public DateTimeOffset CreatedAt { get; set; }
    public int Month { get; set; }
    public int Year { get; set; }

    /// <summary>Local day of the admission, days since 1970-01-01.</summary>
    public int Day { get; set; }

    /// <summary>The same in UTC: the upstream keys' accounts are counted by it.</summary>
    public int UtcDay { get; set; }
    public required string Organization { get; set; }
    public string? Team { get; set; }
    public required string Upstream { get; set; }
    public required string Model { get; set; }
    public required string Operation { get; set; }
    public long? InputTokens { get; set; }
    public long? OutputTokens { get; set; }
    public long? CachedInputTokens { get; set; }
    public long? ReasoningTokens { get; set; }
    public long Images { get; set; }
    public long Videos { get; set; }
    public long Scripts { get; set; }
    public long VideoMilliseconds { get; set; }
    public long CostNano { get; set; }

    /// <summary>exact, computed, at_least, unknown; null for a void.</summary>
    public string? Certainty { get; set; }

    /// <summary>settle, void, expire, adjust.</summary>
    public required string Kind { get; set; }
    public int Attempt { get; set; }
    public required string ReservationId { get; set; }
    public required string RequestId { get; set; }
    public string? ProviderId { get; set; }

    /// <summary>HTTP status of the provider's answer.</summary>
    public int? Status { get; set; }
    public long LatencyMs { get; set; }
}
