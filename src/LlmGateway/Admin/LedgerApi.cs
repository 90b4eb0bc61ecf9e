using System.Globalization;
using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

internal static class LedgerApi
{
    public static void MapLedger(this IEndpointRouteBuilder admin) => admin.MapGet("ledger", ListAsync).WithTags("Ledger").WithSummary("List the ledger's rows, newest first")
        .WithDescription("What each call used and cost. Rows are written a moment after their call, and never change.");

    private static async Task<Ok<Page<LedgerResource>>> ListAsync([AsParameters] LedgerQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts)
    {
        var page = PageRequest.Read(query.Limit, query.Cursor);
        var after = page.After is { } cursor ? (cursor.At, Id: RowOf(cursor)) : default((DateTimeOffset At, long Id)?);
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        var rows = Filter(context.Ledger.AsNoTracking(), query, await OrganizationAsync(context, query, call));
        if (after is { } last) rows = rows.Where(row => row.CreatedAt <= last.At && (row.CreatedAt < last.At || row.Id < last.Id));
        var found = await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(page.Size + 1).ToListAsync(call.Cancellation);
        return TypedResults.Ok(Page<LedgerResource>.Of(found, page, LedgerResource.Of, row => new(row.CreatedAt, row.Id.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>Null for all.</summary>
    private static async Task<string?> OrganizationAsync(GatewayContext context, LedgerQuery query, AdminCall call)
    {
        if (call.ToldOrganization is AdminCall.AllOrganizations || (call.ToldOrganization is null && (query.Key ?? query.RequestId) is not null)) return null;
        return (await context.OrganizationAsync(call.Organization, call.Cancellation)).Id;
    }

    private static IQueryable<LedgerEntity> Filter(IQueryable<LedgerEntity> rows, LedgerQuery query, string? organization)
    {
        if (organization is not null) rows = rows.Where(row => row.Organization == organization);
        if (query.Team is { } team) rows = rows.Where(row => row.Team == team);
        if (query.User is { } user) rows = rows.Where(row => row.User == user);
        if (query.Key is { } key) rows = rows.Where(row => row.ApiKey == key);
        if (query.Provider is { } provider) rows = rows.Where(row => row.Provider == provider);
        if (query.Model is { } model) rows = rows.Where(row => row.Model == model);
        if (Type(query.OperationType) is { } type) rows = rows.Where(row => row.OperationType == type);
        if (query.RequestId is { } request) rows = rows.Where(row => row.RequestId == request);
        if (Check.Instant(query.From, "from") is { } from) rows = rows.Where(row => row.CreatedAt >= from);
        if (Check.Instant(query.To, "to") is { } to) rows = rows.Where(row => row.CreatedAt < to);
        return rows;
    }

    private static string? Type(string? word) =>
        word is null || OperationTypes.TryParse(word, out _) ? word : throw Refuse.Unsupported("operation_type", word, Enum.GetValues<OperationType>().Select(type => type.Name()));

    private static long RowOf(Cursor cursor) =>
        long.TryParse(cursor.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw Refuse.Invalid("cursor must be the next_cursor of an earlier page of the ledger.", "cursor");
}
