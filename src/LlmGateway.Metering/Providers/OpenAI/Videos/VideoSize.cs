namespace LlmGateway.Metering.Providers.OpenAI.Videos;

/// <summary>Sizes of videos as the price list names them.</summary>
internal static class VideoSize
{
    public static string Resolution(string? size) => size switch
    {
        null or "720x1280" or "1280x720" => "720p",
        "1024x1792" or "1792x1024" => "1024p",
        _ => size,
    };
}
