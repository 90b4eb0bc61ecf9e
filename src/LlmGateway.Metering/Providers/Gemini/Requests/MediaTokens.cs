using System.Globalization;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>
/// Tokens of media in the input (fact sheet 7, and the details of the recordings): images by the family's rule, 263 tokens and 32 of sound
/// for each second of video, 32 for each second of sound. A number is (expected, most).
/// </summary>
internal static class MediaTokens
{
    /// <summary>Tokens of a second of sound.</summary>
    public const long OfSound = 32;

    /// <summary>Tokens of a second of video at one frame a second, its sound included.</summary>
    public const long OfVideo = 300;

    private const long Tile = 768;
    private const long SmallestTiled = 384;
    private const long Photo = 4 * Tile;

    /// <summary>What is guessed of media that are only named: a photo, a minute, a few pages.</summary>
    private const long GuessedSeconds = 60;
    private const long GuessedPages = 4;

    /// <summary>A page of a document is an image; newer models read its text as well.</summary>
    private const long OfPageText = 500;

    /// <summary>Bytes of a page that has little in it, and how many pages are taken at most.</summary>
    private const long PageBytes = 20_000;
    private const long SmallestPageBytes = 4_000;
    private const long MostPages = 1_000;

    /// <summary>Bytes of a second of compressed sound: 128 kbit/s usually, 16 kbit/s at least.</summary>
    private const long SoundBytes = 16_000;
    private const long SmallestSoundBytes = 2_000;

    /// <summary>Bytes of a second of compressed video: 1 Mbit/s usually, 200 kbit/s at least.</summary>
    private const long VideoBytes = 125_000;
    private const long SmallestVideoBytes = 25_000;

    /// <summary>The most that one image costs any family at its default resolution, and bytes of a token of text.</summary>
    private const long OfAnyImage = 1_290;
    private const long TextBytes = 3;

    /// <summary>An image; one whose size is not known counts as a large photo.</summary>
    /// <param name="detail">The word of <c>mediaResolution</c>, lower case, or null.</param>
    public static long Image(ModelRow model, (int Width, int Height)? size, string? detail)
    {
        var rule = model.ImageRule.Split(':');
        var tokens = long.Parse(rule[1], CultureInfo.InvariantCulture);
        if (rule[0] == "gemini-tile") return detail == "low" ? tokens : tokens * Tiles(size ?? ((int)Photo, (int)Photo));
        return detail switch
        {
            "low" => tokens / 4,
            "medium" => tokens / 2,
            "ultra_high" => tokens * 2,
            _ => tokens,
        };
    }

    public static (long Expected, long Most) Document(ModelRow model, long bytes)
    {
        var page = Image(model, (1, 1), null) + (model.ImageRule.StartsWith("gemini-tile", StringComparison.Ordinal) ? 0 : OfPageText);
        return (page * Math.Clamp(bytes / PageBytes, 1, MostPages), page * Math.Clamp(bytes / SmallestPageBytes, 1, MostPages));
    }

    public static (long Expected, long Most) Sound(long bytes, decimal? seconds) => seconds is { } known
        ? ((long)Math.Ceiling(known * OfSound), (long)Math.Ceiling(known + 1) * OfSound)
        : (OfSound * (1 + (bytes / SoundBytes)), OfSound * (1 + (bytes / SmallestSoundBytes)));

    public static (long Expected, long Most) Video(long bytes, decimal? seconds) => seconds is { } known
        ? ((long)Math.Ceiling(known * OfVideo), (long)Math.Ceiling(known + 1) * OfVideo)
        : (OfVideo * (1 + (bytes / VideoBytes)), OfVideo * (1 + (bytes / SmallestVideoBytes)));

    /// <summary>The best guess of media of which only the kind is known.</summary>
    public static long Guess(string kind) => kind switch
    {
        MediaKind.Image => OfAnyImage,
        MediaKind.Sound => GuessedSeconds * OfSound,
        MediaKind.Video => GuessedSeconds * OfVideo,
        _ => GuessedPages * OfPageText,
    };

    /// <summary>What a stored file will cost whoever reads it, by what is known when it is stored; towards the most.</summary>
    /// <param name="kind">A word of <see cref="MediaKind"/>.</param>
    public static long File(string kind, long bytes) => kind switch
    {
        MediaKind.Image => OfAnyImage,
        MediaKind.Sound => Sound(bytes, null).Most,
        MediaKind.Video => Video(bytes, null).Most,
        MediaKind.Text => bytes / TextBytes,
        _ => (OfAnyImage + OfPageText) * Math.Clamp(bytes / SmallestPageBytes, 1, MostPages),
    };

    /// <summary>One for a small image, else the tiles of 768 x 768 and, if they are several, the whole once more.</summary>
    private static long Tiles((int Width, int Height) size)
    {
        if (size.Width <= SmallestTiled && size.Height <= SmallestTiled) return 1;
        var tiles = ((size.Width + Tile - 1) / Tile) * ((size.Height + Tile - 1) / Tile);
        return tiles == 1 ? 1 : tiles + 1;
    }
}
