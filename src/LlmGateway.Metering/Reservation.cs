using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>A pending hold. Resolved exactly once: settled, voided or expired.</summary>
public sealed record Reservation
{
    public required string Id { get; init; }

    public required DateTimeOffset AdmittedAt { get; init; }

    /// <summary>Output tokens granted over all choices.</summary>
    public required long GrantedOutputTokens { get; init; }

    public required Amounts Held { get; init; }

    public required ImmutableArray<QuotaAccount> Accounts { get; init; }

    public required CallContext Context { get; init; }

    /// <summary>The limit with the smallest remaining share after this hold; null if nothing limits.</summary>
    public QuotaExceeded? Tightest { get; init; }

    /// <summary>Limits in shadow that would have refused this call.</summary>
    public ImmutableArray<QuotaExceeded> WouldRefuse { get; init; } = [];
}
