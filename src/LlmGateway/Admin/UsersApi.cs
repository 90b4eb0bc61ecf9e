using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

internal static class UsersApi
{
    public static void MapUsers(this IEndpointRouteBuilder admin)
    {
        var users = admin.MapGroup("users").WithTags("Users");
        users.MapPost("", CreateAsync).WithSummary("Create a user").RefusesConflict()
            .WithDescription("Users that calls name with X-LlmGateway-User need not be created: they are admitted with the organization's default tier.");
        users.MapGet("", ListAsync).WithSummary("List an organization's users, newest first");
        users.MapGet("{id}", GetAsync).WithSummary("Get a user");
        users.MapPatch("{id}", PatchAsync).WithSummary("Change a user").WithDescription("Only what is named changes; null takes a team away, or sets the organization's default tier.").RefusesConflict();
        users.MapDelete("{id}", DeleteAsync).WithSummary("Disable a user").RefusesConflict()
            .WithDescription("The user's calls are refused from now on. Refused (409) while the user has live keys, unless cascade=true revokes them.");
    }

    private static async Task<Created<UserResource>> CreateAsync(
        Body<NewUser> body, [AsParameters] OrganizationQuery query, AdminCall call, PolicyWriter policies, TierBook tiers, TimeProvider time)
    {
        var asked = body.Value;
        var id = Check.Id(asked.Id, "id") ?? Ids.New(Ids.User, time);
        var name = Check.OptionalName(asked.Name, "name");
        var tier = asked.Tier is { } told ? Check.Tier(told, "tier", tiers) : null;
        var created = await policies.ChangeAsync(call, async change =>
        {
            var organization = await change.Context.OrganizationAsync(call.OrganizationOf(asked.Organization), change.Cancellation);
            if (await change.Context.Users.FindAsync([organization.Id, id], change.Cancellation) is not null) throw Refuse.Conflict($"There is a user '{id}' already.", "id");
            var team = await change.TeamAsync(organization.Id, asked.Team);
            var subject = Subject.User(organization.Id, id);
            var row = new UserEntity
            {
                OrganizationId = organization.Id,
                Id = id,
                Name = name,
                TeamId = team?.Id,
                Tier = tier ?? organization.DefaultTier,
                CreatedAt = change.Now,
                UpdatedAt = change.Now,
                Version = change.Touch(subject),
            };
            change.Context.Users.Add(row);
            change.Audit("users.create", subject, organization.Id, null, UserResource.Of(row));
            return UserResource.Of(row);
        });
        return TypedResults.Created($"/admin/v1/users/{created.Id}?organization={created.Organization}", created);
    }

    private static async Task<Ok<Page<UserResource>>> ListAsync([AsParameters] ListQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts)
    {
        var page = query.Page;
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        var organization = await context.OrganizationAsync(call.Organization, call.Cancellation);
        return TypedResults.Ok(await context.Users.Where(user => user.OrganizationId == organization.Id).PageAsync(page, UserResource.Of, call.Cancellation));
    }

    private static async Task<Ok<UserResource>> GetAsync(string id, [AsParameters] OrganizationQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts)
    {
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        return TypedResults.Ok(UserResource.Of(await FindAsync(context, id, call)));
    }

    private static async Task<Ok<UserResource>> PatchAsync(
        string id, Body<UserPatch> body, [AsParameters] OrganizationQuery query, AdminCall call, PolicyWriter policies, TierBook tiers) =>
        TypedResults.Ok(await policies.ChangeAsync(call, async change =>
        {
            var row = await FindAsync(change.Context, id, call);
            var before = UserResource.Of(row);
            if (body.Has("name")) row.Name = Check.OptionalName(body.Value.Name, "name");
            if (body.Has("team")) row.TeamId = (await change.TeamAsync(row.OrganizationId, body.Value.Team))?.Id;
            if (body.Has("tier")) row.Tier = body.Value.Tier is { } tier ? Check.Tier(tier, "tier", tiers) : (await change.Context.OrganizationAsync(row.OrganizationId, change.Cancellation)).DefaultTier;
            if (body.Has("is_active")) row.IsActive = Check.NotNull(body.Value.IsActive, "is_active");
            return Commit(change, row, before, "users.update");
        }));

    private static async Task<Ok<UserResource>> DeleteAsync(
        string id, [AsParameters] CascadeQuery cascade, [AsParameters] OrganizationQuery query, AdminCall call, PolicyWriter policies) =>
        TypedResults.Ok(await policies.ChangeAsync(call, async change =>
        {
            var row = await FindAsync(change.Context, id, call);
            await change.ClearKeysAsync(keys => keys.Where(key => key.OrganizationId == row.OrganizationId && key.UserId == row.Id), cascade.IsCascade, "user");
            var before = UserResource.Of(row);
            row.IsActive = false;
            return Commit(change, row, before, "users.delete");
        }));

    private static UserResource Commit(PolicyChange change, UserEntity row, UserResource before, string action)
    {
        var subject = Subject.User(row.OrganizationId, row.Id);
        (row.UpdatedAt, row.Version) = (change.Now, change.Touch(subject));
        change.Audit(action, subject, row.OrganizationId, before, UserResource.Of(row));
        return UserResource.Of(row);
    }

    private static async Task<UserEntity> FindAsync(GatewayContext context, string id, AdminCall call)
    {
        var organization = await context.OrganizationAsync(call.Organization, call.Cancellation);
        return await context.Users.FindAsync([organization.Id, id], call.Cancellation) ?? throw Refuse.NotFound("user", id);
    }
}
