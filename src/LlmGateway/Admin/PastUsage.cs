using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

/// <summary>What was posted for a subject in a month, from the daily sums and the adjustments. Never from the ledger itself.</summary>
internal static class PastUsage
{
    public static async Task<Amounts> SumAsync(GatewayContext context, SubjectRecord record, Window month, CancellationToken cancellation)
    {
        var subject = record.Subject;
        var first = month.Day - (Window.DateOfDay(month.Day).Day - 1);
        var last = first + DateTime.DaysInMonth(month.Year, month.Month) - 1;
        var posted = await Of(context.DailyUsage, record, first, last).GroupBy(_ => 1).Select(days => new Amounts(
            days.Sum(day => day.Tokens), days.Sum(day => day.Calls), days.Sum(day => day.CostNano), days.Sum(day => day.Videos), days.Sum(day => day.Images),
            days.Sum(day => day.Scripts), days.Sum(day => day.VideoMilliseconds))).FirstOrDefaultAsync(cancellation);
        var adjustments = await context.Adjustments
            .Where(row => row.SubjectKind == subject.KindName && row.SubjectId == subject.Id)
            .Where(row => row.WindowId == month.Id || (row.WindowId == Window.RollingId && row.Day >= first && row.Day <= last))
            .GroupBy(row => row.Meter).Select(meter => new { Meter = meter.Key, Delta = meter.Sum(row => row.Delta) }).ToListAsync(cancellation);
        foreach (var adjustment in adjustments)
        {
            if (QuotaMeters.TryParse(adjustment.Meter, out var meter)) posted = posted.With(meter, posted[meter] + adjustment.Delta);
        }

        return posted;
    }

    /// <summary>A subject's daily sums. The days of an upstream key are those of UTC, of everything else the organization's own.</summary>
    private static IQueryable<DailyUsageEntity> Of(IQueryable<DailyUsageEntity> usage, SubjectRecord record, int first, int last)
    {
        var subject = record.Subject;
        var slash = subject.Id.IndexOf('/', StringComparison.Ordinal);
        var (owner, id) = slash < 0 ? ("", subject.Id) : (subject.Id[..slash], subject.Id[(slash + 1)..]);
        return subject.Kind switch
        {
            SubjectKind.Key => usage.Where(day => day.Organization == record.Organization && day.ApiKey == id && day.Day >= first && day.Day <= last),
            SubjectKind.User => usage.Where(day => day.Organization == owner && day.User == id && day.Day >= first && day.Day <= last),
            SubjectKind.Team => usage.Where(day => day.Organization == owner && day.Team == id && day.Day >= first && day.Day <= last),
            SubjectKind.Organization => usage.Where(day => day.Organization == id && day.Day >= first && day.Day <= last),
            // The local day is at most one off: it lets the index be used.
            _ => usage.Where(day => day.Provider == owner && day.Upstream == id && day.UtcDay >= first && day.UtcDay <= last && day.Day >= first - 1 && day.Day <= last + 1),
        };
    }
}
