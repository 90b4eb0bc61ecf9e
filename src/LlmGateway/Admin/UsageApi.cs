using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

internal static class UsageApi
{
    private const int LongestReason = 500;

    public static void MapUsage(this IEndpointRouteBuilder admin)
    {
        var usage = admin.MapGroup("usage").WithTags("Usage");
        usage.MapGet("{subject}/{id}", GetAsync).WithSummary("Get what a subject has used").WithDescription("Every meter with limit, used, held by calls under way, and remaining.");
        usage.MapPost("{subject}/{id}/reset", ResetAsync).WithSummary("Set a subject's usage back to zero")
            .WithDescription("Only in the current window. The ledger's rows stay: the reset is written down beside them, as adjustments. What calls under way hold stays held.");
        usage.MapGet("upstream/{provider}/{name}", GetUpstreamAsync).WithSummary("Get what an upstream key has used");
        usage.MapPost("upstream/{provider}/{name}/reset", ResetUpstreamAsync).WithSummary("Set an upstream key's usage back to zero");
    }

    private static Task<Ok<UsageResource>> GetAsync(
        string subject, string id, [AsParameters] UsageQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts, SubjectFinder subjects, UsageDesk desk) =>
        ShowAsync(SubjectPath.Of(subject, id), query.Window, call, contexts, subjects, desk);

    private static Task<Ok<UsageResource>> GetUpstreamAsync(
        string provider, string name, [AsParameters] WindowQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts, SubjectFinder subjects, UsageDesk desk) =>
        ShowAsync(new(SubjectKind.Upstream, $"{provider}/{name}"), query.Window, call, contexts, subjects, desk);

    private static Task<Ok<UsageAfterReset>> ResetAsync(
        string subject, string id, Body<UsageReset> body, [AsParameters] OrganizationQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts, SubjectFinder subjects, UsageDesk desk) =>
        SetToZeroAsync(SubjectPath.Of(subject, id), body.Value, call, contexts, subjects, desk);

    private static Task<Ok<UsageAfterReset>> ResetUpstreamAsync(
        string provider, string name, Body<UsageReset> body, AdminCall call, IDbContextFactory<GatewayContext> contexts, SubjectFinder subjects, UsageDesk desk) =>
        SetToZeroAsync(new(SubjectKind.Upstream, $"{provider}/{name}"), body.Value, call, contexts, subjects, desk);

    private static async Task<Ok<UsageResource>> ShowAsync(
        SubjectPath path, string? window, AdminCall call, IDbContextFactory<GatewayContext> contexts, SubjectFinder subjects, UsageDesk desk)
    {
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        var subject = await FindAsync(context, path, call, subjects, desk);
        return TypedResults.Ok(await desk.ReadAsync(context, subject, window, call.Cancellation));
    }

    /// <summary>The audit's line is written first and committed last: without it nothing is reset, and without a reset there is no line.</summary>
    private static async Task<Ok<UsageAfterReset>> SetToZeroAsync(
        SubjectPath path, UsageReset asked, AdminCall call, IDbContextFactory<GatewayContext> contexts, SubjectFinder subjects, UsageDesk desk)
    {
        var meters = Meters(asked.Meters);
        var reason = Reason(asked.Reason);
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        var subject = await FindAsync(context, path, call, subjects, desk);
        var before = await desk.ReadAsync(context, subject, null, call.Cancellation);

        await using var transaction = await context.Database.BeginTransactionAsync(call.Cancellation);
        new PolicyChange(context, call, desk.Now, 0).Audit("usage.reset", subject.Subject, subject.Organization, before.Meters, asked);
        await context.SaveChangesAsync(CancellationToken.None);
        var adjustments = await desk.ResetAsync(subject, meters, AdminCall.Actor, reason);
        await transaction.CommitAsync(CancellationToken.None);

        var after = await desk.ReadAsync(context, subject, null, CancellationToken.None);
        return TypedResults.Ok(new UsageAfterReset(after.Subject, after.Id, after.Organization, after.Window, after.ResetsAt, after.Meters, [.. adjustments.Select(AdjustmentResource.Of)]));
    }

    /// <summary>A user whom calls named has counters before it has a row.</summary>
    private static async Task<SubjectRecord> FindAsync(GatewayContext context, SubjectPath path, AdminCall call, SubjectFinder subjects, UsageDesk desk)
    {
        var subject = await subjects.FindAsync(context, path, call);
        return subject.IsWritten || await desk.HasCountedAsync(subject, call.Cancellation) ? subject : throw Refuse.NotFound("user", path.Id);
    }

    private static QuotaMeter[] Meters(string[]? names)
    {
        if (names is null) return [.. QuotaMeters.All];
        if (names.Length == 0) throw Refuse.Invalid("meters must name at least one meter, or be left out for all.", "meters");
        return [.. names.Distinct().Select(name => QuotaMeters.TryParse(name, out var meter) ? meter : throw Refuse.Unsupported("meters", name, QuotaMeters.All.Select(known => known.Name())))];
    }

    private static string Reason(string? reason) => reason is not { Length: > LongestReason }
        ? reason ?? ""
        : throw Refuse.Invalid($"reason must have at most {LongestReason} characters.", "reason");
}
