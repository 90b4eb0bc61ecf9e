using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

internal static class OrganizationsApi
{
    private const string UtcZone = "UTC";
    private const string FreeTier = "free";

    public static void MapOrganizations(this IEndpointRouteBuilder admin)
    {
        var organizations = admin.MapGroup("organizations").WithTags("Organizations");
        organizations.MapPost("", CreateAsync).WithSummary("Create an organization").RefusesConflict();
        organizations.MapGet("", ListAsync).WithSummary("List organizations, newest first");
        organizations.MapGet("{id}", GetAsync).WithSummary("Get an organization");
        organizations.MapPatch("{id}", PatchAsync).WithSummary("Change an organization")
            .WithDescription("Only what is named changes. A new time zone takes effect with the next month, so that no month is cut or counted twice.");
        organizations.MapDelete("{id}", DeleteAsync).WithSummary("Disable an organization").RefusesConflict()
            .WithDescription("Its calls are refused from now on; its ledger stays. Refused (409) while live keys hang below it, unless cascade=true revokes them.");
    }

    private static async Task<Created<OrganizationResource>> CreateAsync(Body<NewOrganization> body, AdminCall call, PolicyWriter policies, TierBook tiers, TimeProvider time)
    {
        var asked = body.Value;
        var id = Check.Id(asked.Id, "id") ?? Ids.New(Ids.Organization, time);
        var name = Check.Name(asked.Name, "name");
        var zone = Check.Zone(asked.TimeZone ?? UtcZone, "time_zone");
        var tier = Check.Tier(asked.DefaultTier ?? FreeTier, "default_tier", tiers);
        var created = await policies.ChangeAsync(call, async change =>
        {
            if (await change.Context.Organizations.FindAsync([id], change.Cancellation) is not null) throw Refuse.Conflict($"There is an organization '{id}' already.", "id");
            var subject = Subject.Organization(id);
            var row = new OrganizationEntity { Id = id, Name = name, TimeZone = zone, DefaultTier = tier, CreatedAt = change.Now, UpdatedAt = change.Now, Version = change.Touch(subject) };
            change.Context.Organizations.Add(row);
            var resource = OrganizationResource.Of(row, change.Now);
            change.Audit("organizations.create", subject, id, null, resource);
            return resource;
        });
        return TypedResults.Created($"/admin/v1/organizations/{created.Id}", created);
    }

    private static async Task<Ok<Page<OrganizationResource>>> ListAsync(
        [AsParameters] PageQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts, TimeProvider time)
    {
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        return TypedResults.Ok(await context.Organizations.PageAsync(query.Page, row => OrganizationResource.Of(row, time.GetUtcNow()), call.Cancellation));
    }

    private static async Task<Ok<OrganizationResource>> GetAsync(string id, AdminCall call, IDbContextFactory<GatewayContext> contexts, TimeProvider time)
    {
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        return TypedResults.Ok(OrganizationResource.Of(await FindAsync(context, id, call.Cancellation), time.GetUtcNow()));
    }

    private static async Task<Ok<OrganizationResource>> PatchAsync(string id, Body<OrganizationPatch> body, AdminCall call, PolicyWriter policies, TierBook tiers) =>
        TypedResults.Ok(await policies.ChangeAsync(call, async change =>
        {
            var row = await FindAsync(change.Context, id, change.Cancellation);
            var before = OrganizationResource.Of(row, change.Now);
            if (body.Has("name")) row.Name = Check.Name(body.Value.Name, "name");
            if (body.Has("default_tier")) row.DefaultTier = Check.Tier(body.Value.DefaultTier ?? FreeTier, "default_tier", tiers);
            if (body.Has("is_active")) row.IsActive = Check.NotNull(body.Value.IsActive, "is_active");
            if (body.Has("time_zone")) ChangeZone(row, Check.Zone(body.Value.TimeZone ?? UtcZone, "time_zone"), change.Now);
            return Commit(change, row, before, "organizations.update");
        }));

    private static async Task<Ok<OrganizationResource>> DeleteAsync(string id, [AsParameters] CascadeQuery query, AdminCall call, PolicyWriter policies) =>
        TypedResults.Ok(await policies.ChangeAsync(call, async change =>
        {
            var row = await FindAsync(change.Context, id, change.Cancellation);
            await change.ClearKeysAsync(keys => keys.Where(key => key.OrganizationId == id), query.IsCascade, "organization");
            var before = OrganizationResource.Of(row, change.Now);
            row.IsActive = false;
            return Commit(change, row, before, "organizations.delete");
        }));

    private static OrganizationResource Commit(PolicyChange change, OrganizationEntity row, OrganizationResource before, string action)
    {
        var subject = Subject.Organization(row.Id);
        (row.UpdatedAt, row.Version) = (change.Now, change.Touch(subject));
        var after = OrganizationResource.Of(row, change.Now);
        change.Audit(action, subject, row.Id, before, after);
        return after;
    }

    /// <summary>
    /// The new zone comes when both zones have reached the next month: in the old one no month is cut short, and the new one never names a month that was left.
    /// </summary>
    private static void ChangeZone(OrganizationEntity row, string zone, DateTimeOffset now)
    {
        row.TimeZone = row.ZoneAt(now);
        if (zone == row.TimeZone)
        {
            (row.NextTimeZone, row.NextTimeZoneAt) = (null, null);
            return;
        }

        var month = Window.At(WindowKind.CalendarMonth, now, TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone));
        var next = Window.StartOfDay(new DateOnly(month.Year, month.Month, 1).AddMonths(1), TimeZoneInfo.FindSystemTimeZoneById(zone));
        (row.NextTimeZone, row.NextTimeZoneAt) = (zone, next > month.End ? next : month.End);
    }

    private static Task<OrganizationEntity> FindAsync(GatewayContext context, string id, CancellationToken cancellation) => context.OrganizationAsync(id, cancellation, "id");
}
