using LlmGateway.Database;

namespace LlmGateway.Admin;

/// <summary>The organization, team or user that a request names: there; and where something new is to hang below it, not disabled.</summary>
internal static class Owners
{
    public static async Task<OrganizationEntity> OrganizationAsync(this GatewayContext context, string id, CancellationToken cancellation, string param = "organization") =>
        await context.Organizations.FindAsync([id], cancellation) ?? throw Refuse.NotFound("organization", id, param);

    public static async Task<TeamEntity?> TeamAsync(this PolicyChange change, string organization, string? id)
    {
        if (id is null) return null;
        var team = await change.Context.Teams.FindAsync([organization, id], change.Cancellation) ?? throw Refuse.NotFound("team", id, "team");
        return team.IsActive ? team : throw Refuse.Conflict($"The team '{id}' is disabled.", "team");
    }

    public static async Task<UserEntity?> UserAsync(this PolicyChange change, string organization, string? id)
    {
        if (id is null) return null;
        var user = await change.Context.Users.FindAsync([organization, id], change.Cancellation) ?? throw Refuse.NotFound("user", id, "user");
        return user.IsActive ? user : throw Refuse.Conflict($"The user '{id}' is disabled.", "user");
    }
}
