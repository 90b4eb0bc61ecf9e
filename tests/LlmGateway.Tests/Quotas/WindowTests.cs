using CsCheck;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Quotas;

/// <summary>Windows tile time: every instant lies in exactly one month of its zone, with no gap and no overlap, whatever a zone does to its midnights.</summary>
public sealed class WindowTests
{
    /// <summary>Zones that spring forward at midnight, that change by half an hour, that left out a day, and that have no changes.</summary>
    private static readonly TimeZoneInfo[] s_zones = [.. ((string[])["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"])
        .Select(TimeZoneInfo.FindSystemTimeZoneById)];

    private static readonly Gen<(DateTimeOffset Instant, TimeZoneInfo Zone)> s_instants = Gen.Select(
        Gen.Long[DateTimeOffset.Parse("2010-01-01T00:00:00Z", null).ToUnixTimeSeconds(), DateTimeOffset.Parse("2040-01-01T00:00:00Z", null).ToUnixTimeSeconds()], Gen.Int[0, s_zones.Length - 1],
        (seconds, zone) => (DateTimeOffset.FromUnixTimeSeconds(seconds), s_zones[zone]));

    [Fact]
    public void Every_instant_lies_in_one_month_and_the_next_begins_where_it_ends() => s_instants.Sample(sample =>
    {
        var (instant, zone) = sample;
        var month = Window.At(WindowKind.CalendarMonth, instant, zone);
        Assert.True(month.Start <= instant && instant < month.End, $"{instant:O} {zone.Id} {month}");
        var next = Window.At(WindowKind.CalendarMonth, month.End, zone);
        var last = Window.At(WindowKind.CalendarMonth, month.End.AddSeconds(-1), zone);
        Assert.Equal((month.End, month.Id), (next.Start, last.Id));
        Assert.NotEqual(month.Id, next.Id);
        Assert.Equal(month.Id, Window.Named(month.Id, zone)!.Id);
        Assert.Equal(month.Id, Window.MonthOf(month.Day));
        Assert.Equal(1, Window.DateOfDay(month.FirstDayOfMonth).Day);
    });

    [Fact]
    public void A_rolling_window_ends_with_the_local_day_and_drops_a_day_after_thirty_one() => s_instants.Sample(sample =>
    {
        var (instant, zone) = sample;
        var rolling = Window.At(WindowKind.Rolling30Days, instant, zone);
        Assert.True(rolling.Start <= instant && instant < rolling.End, $"{instant:O} {zone.Id} {rolling}");
        Assert.Equal(rolling.End, Window.At(WindowKind.Rolling30Days, rolling.End, zone) is var tomorrow && tomorrow.Day > rolling.Day ? rolling.End : default);
        Assert.Equal(rolling.FallsOut(rolling.OldestDay), rolling.End);
        Assert.True(rolling.FallsOut(rolling.Day) - instant >= TimeSpan.FromDays(30), "Nothing falls out before 30 times 24 hours are over.");
    });

    [Theory]
    [InlineData("2018-11-01T02:59:59Z", "America/Sao_Paulo", "2018-10")]
    [InlineData("2018-11-01T03:00:00Z", "America/Sao_Paulo", "2018-11")]
    [InlineData("2028-02-29T23:59:59Z", "UTC", "2028-02")]
    [InlineData("2026-03-31T22:00:00Z", "Europe/Berlin", "2026-04")]
    [InlineData("2026-10-31T22:59:59Z", "Europe/Berlin", "2026-10")]
    [InlineData("2026-10-31T23:00:00Z", "Europe/Berlin", "2026-11")]
    public void Months_begin_at_local_midnight(string instant, string zone, string month) =>
        Assert.Equal(month, Window.At(WindowKind.CalendarMonth, DateTimeOffset.Parse(instant, null), TimeZoneInfo.FindSystemTimeZoneById(zone)).Id);

    [Fact]
    public void A_day_whose_midnight_does_not_exist_begins_when_its_clocks_do() =>
        Assert.Equal(DateTimeOffset.Parse("2018-11-04T03:00:00Z", null), Window.StartOfDay(new(2018, 11, 4), TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo")));
}
