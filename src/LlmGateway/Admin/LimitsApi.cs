using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

internal static class LimitsApi
{
    public static void MapLimits(this IEndpointRouteBuilder admin)
    {
        var limits = admin.MapGroup("limits").WithTags("Limits");
        limits.MapGet("{subject}/{id}", GetAsync).WithSummary("Get a subject's limits").WithDescription("The record as it is written down, each effective limit, and where it comes from.");
        limits.MapPut("{subject}/{id}", PutAsync).WithSummary("Replace a subject's limits").WithDescription("The whole record: what is absent or null inherits, 0 is unlimited. In force from the next call on.");
        limits.MapGet("upstream/{provider}/{name}", GetUpstreamAsync).WithSummary("Get an upstream key's limits");
        limits.MapPut("upstream/{provider}/{name}", PutUpstreamAsync).WithSummary("Replace an upstream key's limits").WithDescription("What a provider's key may be used for over all organizations. Its months are those of UTC.");
    }

    private static Task<Ok<LimitsResource>> GetAsync(
        string subject, string id, [AsParameters] OrganizationQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts, SubjectFinder subjects) =>
        ShowAsync(SubjectPath.Of(subject, id), call, contexts, subjects);

    private static Task<Ok<LimitsResource>> GetUpstreamAsync(string provider, string name, AdminCall call, IDbContextFactory<GatewayContext> contexts, SubjectFinder subjects) =>
        ShowAsync(new(SubjectKind.Upstream, $"{provider}/{name}"), call, contexts, subjects);

    private static Task<Ok<LimitsResource>> PutAsync(
        string subject, string id, Body<LimitsRecord> body, [AsParameters] OrganizationQuery query, AdminCall call, PolicyWriter policies, SubjectFinder subjects) =>
        ReplaceAsync(SubjectPath.Of(subject, id), body.Value, call, policies, subjects);

    private static Task<Ok<LimitsResource>> PutUpstreamAsync(string provider, string name, Body<LimitsRecord> body, AdminCall call, PolicyWriter policies, SubjectFinder subjects) =>
        ReplaceAsync(new(SubjectKind.Upstream, $"{provider}/{name}"), body.Value, call, policies, subjects);

    private static async Task<Ok<LimitsResource>> ShowAsync(SubjectPath path, AdminCall call, IDbContextFactory<GatewayContext> contexts, SubjectFinder subjects)
    {
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        return TypedResults.Ok(LimitsResource.Of(Written(await subjects.FindAsync(context, path, call))));
    }

    private static async Task<Ok<LimitsResource>> ReplaceAsync(SubjectPath path, LimitsRecord limits, AdminCall call, PolicyWriter policies, SubjectFinder subjects) =>
        TypedResults.Ok(await policies.ChangeAsync(call, async change =>
        {
            var subject = Written(await subjects.FindAsync(change.Context, path, call));
            var before = subject.Limits is null ? null : LimitsResource.Of(subject);
            var row = subject.Limits ?? new() { SubjectKind = subject.Subject.KindName, SubjectId = subject.Subject.Id, CreatedAt = change.Now };
            limits.Apply(row);
            (row.UpdatedAt, row.Version) = (change.Now, change.Touch(subject.Subject));
            subject.Stamp(row.Version);
            if (subject.Limits is null) change.Context.Limits.Add(row);
            var after = LimitsResource.Of(subject with { Limits = row });
            change.Audit("limits.put", subject.Subject, subject.Organization, before, after);
            return after;
        }));

    private static SubjectRecord Written(SubjectRecord subject) => subject.IsWritten ? subject : throw Refuse.NotFound("user", subject.Subject.OwnId);
}
