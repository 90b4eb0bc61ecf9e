namespace LlmGateway.Database;

/// <summary>A virtual key: the identity that quotas count. Its secrets hang below it, so that a rotation keeps the usage.</summary>
internal sealed class KeyEntity : IListed
{
    /// <summary><c>key_...</c></summary>
    public required string Id { get; set; }
    public required string OrganizationId { get; set; }
    public required string Name { get; set; }
    public string? TeamId { get; set; }
    public string? UserId { get; set; }
    public bool MayNameUsers { get; set; }

    /// <summary>What text calls are booked as (<c>script_generation</c>, ...); null: their own type.</summary>
    public string? OperationType { get; set; }

    /// <summary>JSON array of names.</summary>
    public string AllowedModels { get; set; } = "[]";

    /// <summary>JSON array of names.</summary>
    public string AllowedOperations { get; set; } = "[]";

    /// <summary><c>refuse</c> or <c>allow</c>.</summary>
    public string UnknownObjects { get; set; } = "refuse";

    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
    public bool IsActive { get; set; } = true;
    public long Version { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}
