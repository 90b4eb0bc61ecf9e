using System.Globalization;
using System.Runtime.CompilerServices;

namespace LlmGateway.Metering;

/// <summary>
/// The window that a call is admitted in. <see cref="Id"/> is part of the counter's name, so nothing has to reset it.
/// Calendar months are the organization's: from local midnight of the first to local midnight of the next first.
/// </summary>
/// <param name="Kind">Calendar month or rolling 30 days.</param>
/// <param name="Id"><c>2026-11</c>, or <c>r30</c> for rolling.</param>
/// <param name="Start">First instant, inclusive. For rolling: local midnight 30 days before today.</param>
/// <param name="End">First instant after it, exclusive. For rolling: the next local midnight.</param>
/// <param name="Year">Calendar year of the admission, in the zone.</param>
/// <param name="Month">Calendar month of the admission, 1 to 12, in the zone.</param>
/// <param name="Day">Days since 1970-01-01 of the admission's local date: the daily bucket of a rolling window.</param>
/// <param name="Zone">The zone that its days and months are those of.</param>
public sealed record Window(WindowKind Kind, string Id, DateTimeOffset Start, DateTimeOffset End, int Year, int Month, int Day, TimeZoneInfo Zone)
{
    /// <summary>A rolling window spans 30 full days and today, so that no 30 days by the zone's clocks ever exceed the limit.</summary>
    public const int RollingDays = 31;

    public const string RollingId = "r30";

    /// <summary>The last window of each kind and zone, with the local day that it is right for: every call asks for several, and zones are slow to compute with.</summary>
    private static readonly ConditionalWeakTable<TimeZoneInfo, Memory?[]> s_last = [];

    public static Window At(WindowKind kind, DateTimeOffset instant, TimeZoneInfo zone)
    {
        var memories = s_last.GetValue(zone, static _ => new Memory?[2]);
        if (Volatile.Read(ref memories[(int)kind]) is { } last && last.From <= instant && instant < last.To) return last.Window;
        var window = Compute(kind, instant, zone);
        var day = DateOfDay(window.Day);
        Volatile.Write(ref memories[(int)kind], new(window, StartOfDay(day, zone), StartOfDay(day.AddDays(1), zone)));
        return window;
    }

    private static Window Compute(WindowKind kind, DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        var today = DateOnly.FromDateTime(local.DateTime);
        var day = today.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        if (kind == WindowKind.Rolling30Days)
        {
            return new(kind, RollingId, StartOfDay(today.AddDays(1 - RollingDays), zone), StartOfDay(today.AddDays(1), zone), today.Year, today.Month, day, zone);
        }

        var first = new DateOnly(today.Year, today.Month, 1);
        return new(kind, first.ToString("yyyy-MM", CultureInfo.InvariantCulture), StartOfDay(first, zone), StartOfDay(first.AddMonths(1), zone), today.Year, today.Month, day, zone);
    }

    /// <summary>The calendar window named <c>yyyy-MM</c>; null if the name is another.</summary>
    public static Window? Named(string id, TimeZoneInfo zone) =>
        DateOnly.TryParseExact(id, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            ? At(WindowKind.CalendarMonth, StartOfDay(first, zone), zone)
            : null;

    /// <summary>Day number of the first of the admission's month.</summary>
    public int FirstDayOfMonth => Day - DateOfDay(Day).Day + 1;

    /// <summary>The oldest daily bucket that a rolling window still counts.</summary>
    public int OldestDay => Day - RollingDays + 1;

    /// <summary>When the bucket of a day falls out of a rolling window.</summary>
    public DateTimeOffset FallsOut(int day) => StartOfDay(DateOfDay(day).AddDays(RollingDays), Zone);

    /// <summary>When the window makes room again: as its oldest day falls out, or at its end.</summary>
    /// <param name="firstDay">The oldest day on which a rolling window counts something; null for none, and for a month.</param>
    public DateTimeOffset ResetsAt(int? firstDay) => firstDay is { } day ? FallsOut(day) : End;

    /// <summary>The local date of a day number (days since 1970-01-01).</summary>
    public static DateOnly DateOfDay(int day) => DateOnly.FromDayNumber(day + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);

    /// <summary>The calendar month of a day number, as <c>2026-11</c>.</summary>
    public static string MonthOf(int day) => DateOfDay(day).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The oldest calendar month that is not over everywhere on earth, as <c>2026-11</c>.</summary>
    /// <param name="today">The date in UTC.</param>
    public static string OldestOpenMonth(DateOnly today) => today.AddDays(-1).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>The first instant of a local date. Midnight may not exist (a zone that springs forward at 0:00) or exist twice: the earliest instant counts.</summary>
    public static DateTimeOffset StartOfDay(DateOnly date, TimeZoneInfo zone)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    private sealed record Memory(Window Window, DateTimeOffset From, DateTimeOffset To);
}
