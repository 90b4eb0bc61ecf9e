using LlmGateway.Metering;

namespace LlmGateway.Database;

/// <summary>The words of a limits record, in tables and in JSON.</summary>
internal static class LimitWords
{
    public const string CalendarMonth = "calendar_month";
    public const string Rolling30Days = "rolling_30_days";
    public const string Strict = "strict";
    public const string Shadow = "shadow";

    public static string Of(WindowKind window) => window == WindowKind.Rolling30Days ? Rolling30Days : CalendarMonth;

    public static string Of(Enforcement enforcement) => enforcement == Enforcement.Shadow ? Shadow : Strict;

    public static WindowKind? Window(string? word) => word switch
    {
        null => null,
        CalendarMonth => WindowKind.CalendarMonth,
        Rolling30Days => WindowKind.Rolling30Days,
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "No such window."),
    };

    public static Enforcement? EnforcementOf(string? word) => word switch
    {
        null => null,
        Strict => Enforcement.Strict,
        Shadow => Enforcement.Shadow,
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "No such enforcement."),
    };
}
