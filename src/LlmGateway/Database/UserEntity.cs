namespace LlmGateway.Database;

internal sealed class UserEntity : IListed
{
    public required string OrganizationId { get; set; }

    /// <summary>The caller's id, or ours; unique within the organization.</summary>
    public required string Id { get; set; }
    public string? Name { get; set; }
    public string? TeamId { get; set; }
    public required string Tier { get; set; }
    public bool IsActive { get; set; } = true;
    public long Version { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}
