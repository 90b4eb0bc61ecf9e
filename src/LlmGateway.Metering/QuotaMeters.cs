using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>The meters and their names in JSON, headers and metrics.</summary>
public static class QuotaMeters
{
    private static readonly string[] s_names = ["tokens", "calls", "cost", "videos", "images", "scripts", "video_seconds"];

    public const int Count = 7;

    public static ImmutableArray<QuotaMeter> All { get; } = [.. Enum.GetValues<QuotaMeter>()];

    public static string Name(this QuotaMeter meter) => s_names[(int)meter];

    public static bool TryParse(string name, out QuotaMeter meter)
    {
        meter = (QuotaMeter)Array.IndexOf(s_names, name);
        return (int)meter >= 0;
    }
}
