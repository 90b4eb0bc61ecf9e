using System.Globalization;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Tokens;

/// <summary>
/// Tokens of an image in the input, by the rule of its model family (ModelRow.ImageRule; OpenAI vision guide, Gemini image guide):
/// <c>tile:base:per tile</c> with the short side at 768, or at a fourth number; <c>patch:factor:most patches</c>; <c>gemini-tile:per tile</c>; <c>flat:tokens</c>.
/// </summary>
public static class ImageTokens
{
    private const int Fit = 2048;
    private const int ShortSide = 768;

    /// <summary>Gemini scales larger images down to this.</summary>
    private const int LargestGemini = 3072;

    /// <summary>The tokens of an image of known size.</summary>
    /// <param name="low">True for <c>detail: low</c>.</param>
    public static long Of(ModelRow model, int width, int height, bool low) => Evaluate(model.ImageRule, width, height, low);

    /// <summary>The most tokens that one image can cost.</summary>
    public static long Most(ModelRow model, bool low)
    {
        var rule = model.ImageRule;
        return rule.StartsWith("tile", StringComparison.Ordinal) ? Evaluate(rule, ShortSide, Fit, low) : Evaluate(rule, LargestGemini, LargestGemini, low);
    }

    private static long Evaluate(string rule, int width, int height, bool low)
    {
        var parts = rule.Split(':');
        return parts[0] switch
        {
            "tile" when low => Number(parts[1]),
            "tile" => Number(parts[1]) + (Number(parts[2]) * Tiles(width, height, parts.Length > 3 ? (int)Number(parts[3]) : ShortSide)),
            "patch" => (long)Math.Ceiling(Math.Min(Across(width, 32) * Across(height, 32), Number(parts[2])) * decimal.Parse(parts[1], CultureInfo.InvariantCulture)),
            "gemini-tile" => Number(parts[1]) * GeminiTiles(Math.Min(width, LargestGemini), Math.Min(height, LargestGemini)),
            "flat" => Number(parts[1]),
            _ => throw new InvalidOperationException($"Unknown image rule '{rule}'."),
        };
    }

    /// <summary>Fit into 2048 x 2048, scale the short side down to so much, count squares of 512.</summary>
    public static long Tiles(int width, int height, int shortSide)
    {
        decimal w = width, h = height;
        var shrink = Math.Min(1, Fit / Math.Max(w, h));
        (w, h) = (w * shrink, h * shrink);
        var scale = Math.Min(1, shortSide / Math.Min(w, h));
        return (long)(Math.Ceiling(w * scale / 512) * Math.Ceiling(h * scale / 512));
    }

    /// <summary>One up to 384 x 384, else tiles of 768 x 768.</summary>
    private static long GeminiTiles(int width, int height) => width <= 384 && height <= 384 ? 1 : Across(width, 768) * Across(height, 768);

    private static long Across(int length, int piece) => (length + piece - 1) / piece;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
