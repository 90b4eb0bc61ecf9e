using LlmGateway.Database;

namespace LlmGateway.Admin;

/// <param name="Team">The team whose quota the user's calls also count against.</param>
/// <param name="Tier">What the user's limits are inherited from.</param>
/// <param name="IsActive">False blocks every call of the user (403).</param>
internal sealed record UserResource(string Id, string? Name, string Organization, string? Team, string Tier, bool IsActive, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static UserResource Of(UserEntity row) => new(row.Id, row.Name, row.OrganizationId, row.TeamId, row.Tier, row.IsActive, row.CreatedAt, row.UpdatedAt);
}
