using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

internal static class TeamsApi
{
    public static void MapTeams(this IEndpointRouteBuilder admin)
    {
        var teams = admin.MapGroup("teams").WithTags("Teams");
        teams.MapPost("", CreateAsync).WithSummary("Create a team").RefusesConflict();
        teams.MapGet("", ListAsync).WithSummary("List an organization's teams, newest first");
        teams.MapGet("{id}", GetAsync).WithSummary("Get a team");
        teams.MapPatch("{id}", PatchAsync).WithSummary("Change a team").WithDescription("Only what is named changes.");
        teams.MapDelete("{id}", DeleteAsync).WithSummary("Disable a team").RefusesConflict()
            .WithDescription("Calls that count against it are refused from now on. Refused (409) while live keys hang below it (its own, and those of its users), unless cascade=true revokes them.");
    }

    private static async Task<Created<TeamResource>> CreateAsync(
        Body<NewTeam> body, [AsParameters] OrganizationQuery query, AdminCall call, PolicyWriter policies, TimeProvider time)
    {
        var id = Check.Id(body.Value.Id, "id") ?? Ids.New(Ids.Team, time);
        var name = Check.Name(body.Value.Name, "name");
        var created = await policies.ChangeAsync(call, async change =>
        {
            var organization = await change.Context.OrganizationAsync(call.OrganizationOf(body.Value.Organization), change.Cancellation);
            if (await change.Context.Teams.FindAsync([organization.Id, id], change.Cancellation) is not null) throw Refuse.Conflict($"There is a team '{id}' already.", "id");
            var subject = Subject.Team(organization.Id, id);
            var row = new TeamEntity { OrganizationId = organization.Id, Id = id, Name = name, CreatedAt = change.Now, UpdatedAt = change.Now, Version = change.Touch(subject) };
            change.Context.Teams.Add(row);
            change.Audit("teams.create", subject, organization.Id, null, TeamResource.Of(row));
            return TeamResource.Of(row);
        });
        return TypedResults.Created($"/admin/v1/teams/{created.Id}?organization={created.Organization}", created);
    }

    private static async Task<Ok<Page<TeamResource>>> ListAsync([AsParameters] ListQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts)
    {
        var page = query.Page;
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        var organization = await context.OrganizationAsync(call.Organization, call.Cancellation);
        return TypedResults.Ok(await context.Teams.Where(team => team.OrganizationId == organization.Id).PageAsync(page, TeamResource.Of, call.Cancellation));
    }

    private static async Task<Ok<TeamResource>> GetAsync(string id, [AsParameters] OrganizationQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts)
    {
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        return TypedResults.Ok(TeamResource.Of(await FindAsync(context, id, call)));
    }

    private static async Task<Ok<TeamResource>> PatchAsync(
        string id, Body<TeamPatch> body, [AsParameters] OrganizationQuery query, AdminCall call, PolicyWriter policies) =>
        TypedResults.Ok(await policies.ChangeAsync(call, async change =>
        {
            var row = await FindAsync(change.Context, id, call);
            var before = TeamResource.Of(row);
            if (body.Has("name")) row.Name = Check.Name(body.Value.Name, "name");
            if (body.Has("is_active")) row.IsActive = Check.NotNull(body.Value.IsActive, "is_active");
            return Commit(change, row, before, "teams.update");
        }));

    private static async Task<Ok<TeamResource>> DeleteAsync(
        string id, [AsParameters] CascadeQuery cascade, [AsParameters] OrganizationQuery query, AdminCall call, PolicyWriter policies) =>
        TypedResults.Ok(await policies.ChangeAsync(call, async change =>
        {
            var row = await FindAsync(change.Context, id, call);
            await change.ClearKeysAsync(keys => Below(keys, change.Context.Users, row), cascade.IsCascade, "team");
            var before = TeamResource.Of(row);
            row.IsActive = false;
            return Commit(change, row, before, "teams.delete");
        }));

    /// <summary>The team's own keys, and those of its users that have no team of their own: the keys whose calls count against it.</summary>
    private static IQueryable<KeyEntity> Below(IQueryable<KeyEntity> keys, IQueryable<UserEntity> users, TeamEntity team) => keys.Where(key =>
        key.OrganizationId == team.OrganizationId
        && (key.TeamId == team.Id
            || (key.TeamId == null && users.Any(user => user.OrganizationId == team.OrganizationId && user.TeamId == team.Id && user.Id == key.UserId))));

    private static TeamResource Commit(PolicyChange change, TeamEntity row, TeamResource before, string action)
    {
        var subject = Subject.Team(row.OrganizationId, row.Id);
        (row.UpdatedAt, row.Version) = (change.Now, change.Touch(subject));
        change.Audit(action, subject, row.OrganizationId, before, TeamResource.Of(row));
        return TeamResource.Of(row);
    }

    private static async Task<TeamEntity> FindAsync(GatewayContext context, string id, AdminCall call)
    {
        var organization = await context.OrganizationAsync(call.Organization, call.Cancellation);
        return await context.Teams.FindAsync([organization.Id, id], call.Cancellation) ?? throw Refuse.NotFound("team", id);
    }
}
