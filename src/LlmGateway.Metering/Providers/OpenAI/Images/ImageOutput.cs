using System.Globalization;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.OpenAI.Images;

/// <summary>
/// Output tokens of one image (fact sheet 7; 1024 x 1024 at medium and high are confirmed by recorded calls). By area: a portrait or landscape of 1.5 times the
/// area costs 1.5 times as much. What is not told counts as the dearest that it may become.
/// </summary>
internal static class ImageOutput
{
    private const long LowSquare = 272;
    private const long MediumSquare = 1_056;
    private const long HighSquare = 4_160;
    private const long Square = 1024 * 1024;
    private const long TokensPerPartial = 100;

    /// <summary>Newer models than gpt-image-1 plan in words, which are output too; a recorded one used 262.</summary>
    private const long Planning = 1_024;

    /// <summary>The most that one image of the usual models costs, for an image that a tool draws.</summary>
    public const long Most = (HighSquare * 3 / 2) + Planning;

    /// <summary>Models whose price is by the piece, and who report no tokens.</summary>
    public static bool IsByThePiece(string model) => ModelName.Normalise(model).StartsWith("dall-e", StringComparison.Ordinal);

    /// <summary>True if size, quality and model leave nothing open.</summary>
    public static bool IsCertain(string model, string? size, string? quality) =>
        IsFirst(model) && size is "1024x1024" or "1024x1536" or "1536x1024" && quality is "low" or "medium" or "high";

    /// <summary>The models whose numbers are known: gpt-image-1 and gpt-image-1-mini.</summary>
    public static bool IsFirst(string model) => ModelName.Normalise(model) is var name && (name == "gpt-image-1" || name.StartsWith("gpt-image-1-", StringComparison.Ordinal));

    /// <param name="partials">Partial images of a stream.</param>
    public static long Of(string model, string? size, string? quality, long partials)
    {
        var tokens = checked((Of(quality, model) * Area(size) / Square) + (partials * TokensPerPartial));
        return IsFirst(model) ? tokens : checked(tokens + Planning);
    }

    private static long Of(string? quality, string model)
    {
        var factor = ModelName.Normalise(model).StartsWith("gpt-image-2.6", StringComparison.Ordinal) ? 4 : 1;
        return quality switch
        {
            "low" => LowSquare * factor,
            "medium" => MediumSquare * factor,
            "high" or "auto" or null => HighSquare,
            "xhigh" => HighSquare * 2,
            _ => HighSquare * 4,
        };
    }

    /// <summary>Pixels; half as many again as a square where the model chooses.</summary>
    private static long Area(string? size)
    {
        var parts = size?.Split('x');
        return parts is [var width, var height] && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var w) && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
            ? (long)w * h
            : Square * 3 / 2;
    }
}
