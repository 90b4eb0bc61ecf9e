using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>Milliseconds that a video or a sound is assumed to take before it is made (design section 4): text at 12 characters a second, and 300 s where nothing tells.</summary>
internal static class SpokenTime
{
    /// <summary>English is spoken at some 15 characters a second; fewer hold more.</summary>
    private const int CharactersPerSecond = 12;

    private const decimal Slowest = 0.1m;
    private const decimal Fastest = 10m;
    private const decimal LongestSource = 86_400;

    /// <summary>Of media whose length is hidden.</summary>
    public const long Unknown = 300_000;

    /// <summary>Of a text, rounded up to whole seconds; at least one.</summary>
    public static long Of(string text, decimal speed) => checked((long)Math.Max(1, Math.Ceiling(Characters(text) / (CharactersPerSecond * speed))) * 1000);

    /// <summary>Unicode characters, not UTF-16 units.</summary>
    public static long Characters(string text)
    {
        long count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    /// <summary>The speed of a voice: <c>voice_settings.speed</c> or <c>speed</c>, 1 if neither is told.</summary>
    public static decimal Speed(JsonElement element) =>
        element.Object("voice_settings")?.Number("speed", Slowest, Fastest) ?? element.Number("speed", Slowest, Fastest) ?? 1;

    /// <summary>Of the piece from <c>start_time</c> to <c>end_time</c> (seconds); unknown if either is absent.</summary>
    public static long Of(JsonElement cut)
    {
        var (start, end) = (cut.Number("start_time", 0, LongestSource), cut.Number("end_time", 0, LongestSource));
        if (end is not { } last) return Unknown;
        return last > (start ?? 0) ? (long)Math.Ceiling((last - (start ?? 0)) * 1000) : throw new InvalidFieldException("'end_time' must lie behind 'start_time'.", "end_time");
    }
}
