using System.Globalization;
using LlmGateway.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

internal static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder admin) => admin.MapGet("audit", ListAsync).WithTags("Audit").WithSummary("List who changed what, newest first");

    private static async Task<Ok<Page<AuditResource>>> ListAsync([AsParameters] AuditQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts)
    {
        var page = PageRequest.Read(query.Limit, query.Cursor);
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        var rows = context.Audit.AsNoTracking();
        if (call.ToldOrganization is { } organization and not AdminCall.AllOrganizations) rows = rows.Where(row => row.OrganizationId == organization);
        if (page.After is { } after)
        {
            var last = long.TryParse(after.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw Refuse.Invalid("cursor must be the next_cursor of an earlier page of the audit.", "cursor");
            rows = rows.Where(row => row.Id < last);
        }

        var found = await rows.OrderByDescending(row => row.Id).Take(page.Size + 1).ToListAsync(call.Cancellation);
        return TypedResults.Ok(Page<AuditResource>.Of(found, page, AuditResource.Of, row => new(row.At, row.Id.ToString(CultureInfo.InvariantCulture))));
    }
}
