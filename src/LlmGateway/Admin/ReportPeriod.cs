using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>The local days that a report covers, both included.</summary>
/// <param name="Window">The month that was named; null for a period of days.</param>
internal sealed record ReportPeriod(string? Window, DateOnly From, DateOnly To)
{
    private static readonly DateOnly s_epoch = DateOnly.FromDateTime(DateTime.UnixEpoch);

    public int FirstDay => From.DayNumber - s_epoch.DayNumber;

    public int LastDay => To.DayNumber - s_epoch.DayNumber;

    /// <summary>A month, by default the current one; or days from and to.</summary>
    public static ReportPeriod Read(ReportQuery query, TimeZoneInfo zone, DateTimeOffset now)
    {
        var (from, to) = (Check.Day(query.From, "from"), Check.Day(query.To, "to"));
        if (from is null && to is null) return Month(OuterWindow.Read(query.Window, Metering.Window.At(WindowKind.CalendarMonth, now, zone), now));
        if (query.Window is not null) throw Refuse.Invalid("Give either window, or from and to.", "window");
        if (from is not { } first || to is not { } last) throw Refuse.Invalid("from and to go together: both days are included.", from is null ? "from" : "to");
        return first <= last ? new(null, first, last) : throw Refuse.Invalid("from must not be after to.", "from");
    }

    private static ReportPeriod Month(Window month)
    {
        var first = new DateOnly(month.Year, month.Month, 1);
        return new(month.Id, first, first.AddMonths(1).AddDays(-1));
    }
}
