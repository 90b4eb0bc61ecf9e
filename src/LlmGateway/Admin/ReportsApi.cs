using System.Text;
using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

internal static class ReportsApi
{
    private const string Json = "json";
    private const string Csv = "csv";

    public static void MapReports(this IEndpointRouteBuilder admin) => admin.MapGet("reports", GetAsync).WithTags("Reports").WithSummary("Sum usage by users, models, days and so on")
        .WithDescription("From daily sums, so that it takes no longer when the ledger grows. Days are those of each organization's own time zone.")
        .Produces<string>(StatusCodes.Status200OK, "text/csv");

    private static async Task<Results<Ok<ReportResource>, ContentHttpResult>> GetAsync(
        [AsParameters] ReportQuery query, AdminCall call, IDbContextFactory<GatewayContext> contexts, SubjectFinder subjects, TimeProvider time)
    {
        var format = Check.OneOf(query.Format ?? Json, "format", Json, Csv);
        var columns = ReportColumn.Parse(query.GroupBy ?? "user");
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        var isAll = call.ToldOrganization is AdminCall.AllOrganizations;
        var organization = isAll ? null : await subjects.FindAsync(context, new(SubjectKind.Organization, call.Organization), call);
        var period = ReportPeriod.Read(query, organization?.Zone ?? TimeZoneInfo.Utc, time.GetUtcNow());
        var report = new Report(period, columns, await ReportReader.ReadAsync(context, columns, period, organization?.Organization, call.Cancellation));
        return format == Csv ? TypedResults.Text(report.ToCsv(), "text/csv", Encoding.UTF8) : TypedResults.Ok(report.ToResource());
    }
}
