namespace LlmGateway.Database;

internal sealed class TeamEntity : IListed
{
    public required string OrganizationId { get; set; }

    /// <summary>The caller's id, or ours; unique within the organization.</summary>
    public required string Id { get; set; }
    public required string Name { get; set; }
    public bool IsActive { get; set; } = true;
    public long Version { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}
