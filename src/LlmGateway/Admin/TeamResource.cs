using LlmGateway.Database;

namespace LlmGateway.Admin;

/// <param name="IsActive">False blocks every call that counts against the team (403).</param>
internal sealed record TeamResource(string Id, string Name, string Organization, bool IsActive, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static TeamResource Of(TeamEntity row) => new(row.Id, row.Name, row.OrganizationId, row.IsActive, row.CreatedAt, row.UpdatedAt);
}
