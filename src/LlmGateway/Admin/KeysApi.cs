using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

internal static class KeysApi
{
    public static void MapKeys(this IEndpointRouteBuilder admin)
    {
        var keys = admin.MapGroup("keys").WithTags("Keys");
        keys.MapPost("", CreateAsync).WithSummary("Create a virtual key").RefusesConflict().WithDescription("The answer's field key is the secret. It is shown this once; the gateway keeps a fingerprint.");
        keys.MapGet("", ListAsync).WithSummary("List an organization's keys, newest first");
        keys.MapGet("{id}", GetAsync).WithSummary("Get a key");
        keys.MapPatch("{id}", PatchAsync).WithSummary("Change a key").WithDescription("Only what is named changes. Whose key it is cannot change.").RefusesConflict();
        keys.MapDelete("{id}", RevokeAsync).WithSummary("Revoke a key for good").WithDescription("Its calls are refused with 401 from the next one on. Usage and ledger stay.");
        keys.MapPost("{id}/rotate", RotateAsync).WithSummary("Give a key a new secret").RefusesConflict()
            .WithDescription("Id, limits and usage stay. The old secret stops at once, or after grace_seconds. The answer's field key is the new secret, shown this once.");
    }

    private static async Task<Created<KeyResource>> CreateAsync(
        Body<NewKey> body, [AsParameters] OrganizationQuery query, AdminCall call, PolicyWriter policies, KeyHashes hashes, TimeProvider time)
    {
        var asked = body.Value;
        var row = new KeyEntity { Id = Ids.New(Ids.Key, time), OrganizationId = "", Name = Check.Name(asked.Name, "name"), MayNameUsers = asked.MayNameUsers ?? false };
        KeyTermsWriting.Apply(row, asked, time.GetUtcNow());
        var created = await policies.ChangeAsync(call, async change =>
        {
            var organization = await change.Context.OrganizationAsync(call.OrganizationOf(asked.Organization), change.Cancellation);
            if (!organization.IsActive) throw Refuse.Conflict($"The organization '{organization.Id}' is disabled.", "organization");
            row.OrganizationId = organization.Id;
            row.UserId = (await change.UserAsync(organization.Id, asked.User))?.Id;
            row.TeamId = (await change.TeamAsync(organization.Id, asked.Team))?.Id;
            var subject = Subject.Key(row.Id);
            (row.CreatedAt, row.UpdatedAt, row.Version) = (change.Now, change.Now, change.Touch(subject));
            change.Context.Keys.Add(row);
            if (asked.Limits is { } limits) AddLimits(change, subject, limits, row.Version);
            var (secret, key) = KeySecrets.New(row.Id, change, hashes);
            var resource = KeyResource.Of(row, [secret]);
            change.Audit("keys.create", subject, organization.Id, null, resource);
            return resource with { Key = key };
        });
        return TypedResults.Created($"/admin/v1/keys/{created.Id}", created);
    }

    private static void AddLimits(PolicyChange change, Subject subject, LimitsRecord limits, long version)
    {
        var row = new LimitsEntity { SubjectKind = subject.KindName, SubjectId = subject.Id, CreatedAt = change.Now, UpdatedAt = change.Now, Version = version };
        limits.Apply(row, "limits.");
        change.Context.Limits.Add(row);
    }

    private static async Task<Ok<Page<KeyResource>>> ListAsync([AsParameters] KeysQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts)
    {
        var page = PageRequest.Read(query.Limit, query.Cursor);
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        var organization = await context.OrganizationAsync(call.Organization, call.Cancellation);
        var keys = context.Keys.Where(key => key.OrganizationId == organization.Id);
        if (query.User is { } user) keys = keys.Where(key => key.UserId == user);
        if (query.Team is { } team) keys = keys.Where(key => key.TeamId == team);
        var rows = await keys.PageAsync(page, row => row, call.Cancellation);
        var secrets = await KeySecrets.OfAsync(context, rows.Data.Select(row => row.Id), call.Cancellation);
        return TypedResults.Ok(new Page<KeyResource>([.. rows.Data.Select(row => KeyResource.Of(row, secrets[row.Id]))], rows.NextCursor));
    }

    private static async Task<Ok<KeyResource>> GetAsync(string id, [AsParameters] OrganizationQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts)
    {
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        return TypedResults.Ok(await ShowAsync(context, await FindAsync(context, id, call), call.Cancellation));
    }

    private static async Task<Ok<KeyResource>> PatchAsync(string id, Body<KeyPatch> body, [AsParameters] OrganizationQuery query, AdminCall call, PolicyWriter policies) =>
        TypedResults.Ok(await policies.ChangeAsync(call, async change =>
        {
            var row = await FindLiveAsync(change.Context, id, call);
            var before = await ShowAsync(change.Context, row, change.Cancellation);
            KeyTermsWriting.Apply(row, body, change.Now);
            return await CommitAsync(change, row, before, "keys.update");
        }));

    private static async Task<Ok<KeyResource>> RevokeAsync(string id, [AsParameters] OrganizationQuery query, AdminCall call, PolicyWriter policies) =>
        TypedResults.Ok(await policies.ChangeAsync(call, async change =>
        {
            var row = await FindAsync(change.Context, id, call);
            if (row.RevokedAt is null) change.Revoke(row);
            return await ShowAsync(change.Context, row, change.Cancellation);
        }));

    private static async Task<Ok<KeyResource>> RotateAsync(string id, Body<Rotation> body, [AsParameters] OrganizationQuery query, AdminCall call, PolicyWriter policies, KeyHashes hashes)
    {
        var grace = KeySecrets.Grace(body.Value);
        return TypedResults.Ok(await policies.ChangeAsync(call, async change =>
        {
            var row = await FindLiveAsync(change.Context, id, call);
            if (row.ExpiresAt <= change.Now) throw Refuse.Conflict($"The key expired at {Rfc3339Converter.Write(row.ExpiresAt.Value)}. Give it another expires_at first.", "expires_at");
            var before = await ShowAsync(change.Context, row, change.Cancellation);
            await KeySecrets.RetireAsync(change, row.Id, grace);
            var key = KeySecrets.New(row.Id, change, hashes).Key;
            await change.Context.SaveChangesAsync(change.Cancellation);
            return await CommitAsync(change, row, before, "keys.rotate") with { Key = key };
        }));
    }

    private static async Task<KeyResource> CommitAsync(PolicyChange change, KeyEntity row, KeyResource before, string action)
    {
        var subject = Subject.Key(row.Id);
        (row.UpdatedAt, row.Version) = (change.Now, change.Touch(subject));
        var after = await ShowAsync(change.Context, row, change.Cancellation);
        change.Audit(action, subject, row.OrganizationId, before, after);
        return after;
    }

    private static async Task<KeyResource> ShowAsync(GatewayContext context, KeyEntity row, CancellationToken cancellation) =>
        KeyResource.Of(row, (await KeySecrets.OfAsync(context, [row.Id], cancellation))[row.Id]);

    private static async Task<KeyEntity> FindLiveAsync(GatewayContext context, string id, AdminCall call)
    {
        var row = await FindAsync(context, id, call);
        return row.RevokedAt is null ? row : throw Refuse.Conflict("The key was revoked, and stays so. Create another one.", "id");
    }

    private static async Task<KeyEntity> FindAsync(GatewayContext context, string id, AdminCall call) =>
        await context.Keys.FindAsync([id], call.Cancellation) is { } row && KeyAccess.Sees(call, row) ? row : throw Refuse.NotFound("key", id);
}
