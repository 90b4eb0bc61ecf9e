using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>One atomic admission over every account of a call.</summary>
public sealed record ReserveRequest
{
    /// <summary>Made before any I/O; the idempotency key of every later step.</summary>
    public required string ReservationId { get; init; }

    /// <summary>In the order key, user, team, organization, upstream.</summary>
    public required ImmutableArray<QuotaAccount> Accounts { get; init; }

    public required Hold Hold { get; init; }

    /// <summary>Tokens that the call is expected to use; only tokens_per_minute admits on it.</summary>
    public long ExpectedTokens { get; init; }

    public required CallContext Context { get; init; }

    public required TimeSpan Lease { get; init; }
}
