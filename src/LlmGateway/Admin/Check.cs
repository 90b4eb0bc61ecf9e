using System.Globalization;
using LlmGateway.Authentication;

namespace LlmGateway.Admin;

/// <summary>Single values of a request: right, or refused with the name of the field.</summary>
internal static class Check
{
    private const int LongestName = 200;

    /// <summary>A name for people: not blank, no control characters.</summary>
    public static string Name(string? value, string param) => value switch
    {
        null => throw Refuse.Invalid($"{param} is missing.", param),
        { Length: > LongestName } => throw Refuse.Invalid($"{param} must have at most {LongestName} characters.", param),
        _ when string.IsNullOrWhiteSpace(value) || value.Any(char.IsControl) => throw Refuse.Invalid($"{param} must not be blank, nor have control characters.", param),
        _ => value,
    };

    public static string? OptionalName(string? value, string param) => value is null ? null : Name(value, param);

    /// <summary>An id that the caller chose, or null.</summary>
    public static string? Id(string? value, string param) => value is null || CallerId.IsValid(value)
        ? value
        : throw Refuse.Invalid($"{param} must be 1 to 128 characters of A-Z a-z 0-9 . _ @ : -", param);

    /// <summary>The value, unless it is null.</summary>
    public static T NotNull<T>(T? value, string param)
        where T : struct => value ?? throw Refuse.Invalid($"{param} cannot be null.", param);

    public static string OneOf(string value, string param, params IReadOnlyList<string> words) => words.Contains(value) ? value : throw Refuse.Unsupported(param, value, words);

    public static bool Flag(string? value, string param) => value switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw Refuse.Invalid($"{param} must be true or false.", param),
    };

    /// <summary>An instant of a query parameter, or null.</summary>
    public static DateTimeOffset? Instant(string? value, string param)
    {
        if (value is null) return null;
        if (Rfc3339Converter.TryRead(value, out var instant)) return instant;
        return DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))
            : throw Refuse.Invalid($"{param} must be a time as in RFC 3339, with an offset, or a date (UTC).", param);
    }

    public static DateOnly? Day(string? value, string param) => value is null ? null
        : DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw Refuse.Invalid($"{param} must be a date such as 2026-11-30.", param);

    public static string Tier(string value, string param, TierBook tiers) => tiers.Find(value)?.Name ?? throw Refuse.Unsupported(param, value, tiers.Names);

    /// <summary>The name of an IANA zone that this machine knows.</summary>
    public static string Zone(string value, string param)
    {
        var isName = value.Length <= 64 && value.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '_' or '-' or '+');
        return isName && TimeZoneInfo.TryFindSystemTimeZoneById(value, out var zone) && zone.HasIanaId
            ? zone.Id
            : throw Refuse.Unsupported(param, $"{param} must be an IANA time zone that this machine knows, for example Europe/Berlin or UTC.");
    }
}
