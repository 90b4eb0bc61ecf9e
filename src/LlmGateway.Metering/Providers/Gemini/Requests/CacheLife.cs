using System.Globalization;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>How long a cache is to live: <c>ttl</c>, <c>"300s"</c>, or <c>expireTime</c>, an RFC 3339 time (fact sheet 3.8).</summary>
internal static class CacheLife
{
    /// <summary>An hour, where the request does not say.</summary>
    public const long Default = 3600;

    private const long Longest = 366L * 24 * 3600;

    /// <summary>Whole seconds, rounded up; null if the request does not say.</summary>
    public static long? Seconds(JsonElement root, DateTimeOffset now)
    {
        if (root.Text("ttl") is { } ttl)
        {
            return ttl.EndsWith('s') && decimal.TryParse(ttl[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= Longest
                ? (long)Math.Ceiling(seconds)
                : throw new InvalidFieldException("'ttl' must be seconds, for example \"300s\", and at most a year.", "ttl");
        }

        if (root.Field("expireTime", "expire_time")?.AsText("expireTime") is not { } told) return null;
        return Time(told) is { } expires && (expires - now).TotalSeconds is > 0 and <= Longest
            ? (long)Math.Ceiling((expires - now).TotalSeconds)
            : throw new InvalidFieldException("'expireTime' must be an RFC 3339 time in the future, at most a year from now.", "expireTime");
    }

    /// <summary>RFC 3339, with as many decimals as there are; null for anything else.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
