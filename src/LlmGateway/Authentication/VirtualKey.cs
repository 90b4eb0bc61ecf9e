using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Authentication;

/// <summary>A virtual key with everything that a call is decided on: who it is for and what limits them. Immutable; from the policy cache.</summary>
public sealed record VirtualKey
{
    /// <summary><c>key_...</c>; the identity that quotas count, whatever secrets hang below it.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }
    public required OrganizationPolicy Organization { get; init; }

    /// <summary>The key's own user; null for a shared key.</summary>
    public UserPolicy? User { get; init; }

    /// <summary>The key's team, else the user's.</summary>
    public TeamPolicy? Team { get; init; }

    public SubjectLimits? Limits { get; init; }
    public long LimitsVersion { get; init; }

    /// <summary>True if calls may name users with <c>X-LlmGateway-User</c>.</summary>
    public bool MayNameUsers { get; init; }

    /// <summary>What text calls of this key are booked as; null: their own type, or what the call declares.</summary>
    public OperationType? OperationType { get; init; }

    /// <summary>Model names, a star at the end allowed; empty: all.</summary>
    public ImmutableArray<string> AllowedModels { get; init; } = [];

    /// <summary>Operation names, a star at the end allowed; empty: all.</summary>
    public ImmutableArray<string> AllowedOperations { get; init; } = [];

    /// <summary>True if ids that were never seen may be used.</summary>
    public bool AllowUnknownObjects { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
    public bool IsRevoked { get; init; }
    public bool IsActive { get; init; } = true;
}
