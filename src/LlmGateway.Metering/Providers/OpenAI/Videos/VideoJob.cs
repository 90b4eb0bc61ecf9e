using System.Globalization;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.OpenAI.Videos;

/// <summary>What the calls that make videos have in common.</summary>
internal static class VideoJob
{
    /// <summary>The dearest model: a call that works on a video does not say which one made it.</summary>
    public const string UnknownModel = "sora-2-pro";

    private const int MostSeconds = 600;

    /// <summary>The longest video that is not told.</summary>
    private const long UnknownMilliseconds = 20_000;

    public static string PollPath(string jobId) => $"/v1/videos/{Uri.EscapeDataString(jobId)}";

    public static Usage Of(long milliseconds, string? resolution) => new() { Videos = 1, VideoMilliseconds = milliseconds, Resolution = resolution };

    /// <summary>A video as long as the one it is made from, whatever that is.</summary>
    public static Estimate Assumed()
    {
        var video = Of(UnknownMilliseconds, null);
        return new Estimate { Model = UnknownModel, Type = OperationType.VideoGeneration, BoundKind = BoundKind.Assumed, Expected = video, Bound = video };
    }

    /// <summary>The API writes seconds as a string.</summary>
    public static long Milliseconds(string seconds) =>
        int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostSeconds
            ? number * 1000L
            : throw new InvalidFieldException($"'seconds' must be a whole number from 1 to {MostSeconds}, such as \"4\", \"8\" or \"12\".", "seconds");
}
