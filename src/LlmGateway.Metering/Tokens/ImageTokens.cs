using System.Globalization;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Tokens;

/// <summary>Tokens of an image in the input, by the rule of its model family (ModelRow.ImageRule; OpenAI vision guide, Gemini image guide).</summary>
public static class ImageTokens
{
    /// <summary>The tokens of an image of known size.</summary>
    /// <param name="low">True for <c>detail: low</c>.</param>
    public static long Of(ModelRow model, int width, int height, bool low) => Evaluate(model.ImageRule, width, height, low);

    /// <summary>The most tokens that one image can cost.</summary>
    public static long Most(ModelRow model, bool low) => Evaluate(model.ImageRule, 768, 2048, low);

    private static long Evaluate(string rule, int width, int height, bool low)
    {
        var parts = rule.Split(':');
        return parts[0] switch
        {
            "tile" => low ? Number(parts[1]) : Number(parts[1]) + (Number(parts[2]) * Tiles(width, height)),
            "patch" => (long)Math.Ceiling(Math.Min((long)Math.Ceiling(width / 32m) * (long)Math.Ceiling(height / 32m), Number(parts[2])) * decimal.Parse(parts[1], CultureInfo.InvariantCulture)),
            "gemini-tile" => Number(parts[1]) * GeminiTiles(width, height),
            "flat" => Number(parts[1]),
            _ => throw new InvalidOperationException($"Unknown image rule '{rule}'."),
        };
    }

    /// <summary>Fit into 2048 x 2048, scale the short side to 768, count squares of 512.</summary>
    private static long Tiles(int width, int height)
    {
        decimal w = width, h = height;
        var shrink = Math.Min(1, 2048 / Math.Max(w, h));
        (w, h) = (w * shrink, h * shrink);
        var scale = Math.Min(1, 768 / Math.Min(w, h));
        return (long)(Math.Ceiling(w * scale / 512) * Math.Ceiling(h * scale / 512));
    }

    /// <summary>One up to 384 x 384, else tiles of 768 x 768.</summary>
    private static long GeminiTiles(int width, int height) =>
        width <= 384 && height <= 384 ? 1 : (long)(Math.Ceiling(width / 768m) * Math.Ceiling(height / 768m));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
