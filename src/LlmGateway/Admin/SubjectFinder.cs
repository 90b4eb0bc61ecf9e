using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Forwarding;
using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>Finds the subject that a route names, in the database, or refuses with a 404 that says what is missing.</summary>
internal sealed class SubjectFinder(TierBook tiers, UpstreamKeys upstreams, TimeProvider time)
{
    public async Task<SubjectRecord> FindAsync(GatewayContext context, SubjectPath path, AdminCall call)
    {
        var found = path.Kind switch
        {
            SubjectKind.Key => await KeyAsync(context, path.Id, call),
            SubjectKind.User => await UserAsync(context, path.Id, call),
            SubjectKind.Team => await TeamAsync(context, path.Id, call),
            SubjectKind.Organization => await OrganizationAsync(context, path.Id, call),
            _ => Upstream(path.Id),
        };
        return found with { Limits = await context.Limits.FindAsync([found.Subject.KindName, found.Subject.Id], call.Cancellation) };
    }

    private async Task<SubjectRecord> KeyAsync(GatewayContext context, string id, AdminCall call)
    {
        var key = await context.Keys.FindAsync([id], call.Cancellation);
        if (key is null || !KeyAccess.Sees(call, key)) throw Refuse.NotFound("key", id);
        return new()
        {
            Subject = Subject.Key(id),
            Organization = key.OrganizationId,
            Zone = Zone(await context.OrganizationAsync(key.OrganizationId, call.Cancellation)),
            Stamp = version => key.Version = version,
        };
    }

    private async Task<SubjectRecord> UserAsync(GatewayContext context, string id, AdminCall call)
    {
        var organization = await context.OrganizationAsync(call.Organization, call.Cancellation);
        var user = await context.Users.FindAsync([organization.Id, id], call.Cancellation);
        if (user is null && !CallerId.IsValid(id)) throw Refuse.NotFound("user", id);
        return new()
        {
            Subject = Subject.User(organization.Id, id),
            Organization = organization.Id,
            Zone = Zone(organization),
            Tier = tiers.Find(user?.Tier ?? organization.DefaultTier),
            IsWritten = user is not null,
            Stamp = version => user!.Version = version,
        };
    }

    private async Task<SubjectRecord> TeamAsync(GatewayContext context, string id, AdminCall call)
    {
        var organization = await context.OrganizationAsync(call.Organization, call.Cancellation);
        var team = await context.Teams.FindAsync([organization.Id, id], call.Cancellation) ?? throw Refuse.NotFound("team", id);
        return new()
        {
            Subject = Subject.Team(organization.Id, id),
            Organization = organization.Id,
            Zone = Zone(organization),
            Stamp = version => team.Version = version,
        };
    }

    private async Task<SubjectRecord> OrganizationAsync(GatewayContext context, string id, AdminCall call)
    {
        var organization = await context.OrganizationAsync(id, call.Cancellation, "id");
        return new()
        {
            Subject = Subject.Organization(id),
            Organization = id,
            Zone = Zone(organization),
            Stamp = version => organization.Version = version,
        };
    }

    private SubjectRecord Upstream(string id) => upstreams.All.FirstOrDefault(key => key.ToString() == id) is { } found
        ? new() { Subject = Subject.Upstream(found.Provider, found.Name), Zone = TimeZoneInfo.Utc }
        : throw Refuse.NotFound("upstream key", id);

    private TimeZoneInfo Zone(OrganizationEntity organization) => TimeZoneInfo.FindSystemTimeZoneById(organization.ZoneAt(time.GetUtcNow()));
}
