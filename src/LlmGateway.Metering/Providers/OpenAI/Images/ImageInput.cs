using LlmGateway.Metering.Json;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI.Images;

/// <summary>Images that an image model reads (fact sheet 7; the small form is confirmed by recorded edits: 194 tokens for 1024 x 1024).</summary>
/// <param name="fidelity"><c>high</c>, <c>low</c>, or null for the model's own choice.</param>
/// <param name="mayChooseHigh">True for models that may read images in high fidelity unasked.</param>
internal sealed class ImageInput(string? fidelity, bool mayChooseHigh)
{
    private const long Each = 65;
    private const long PerTile = 129;
    private const int ShortSide = 512;
    private const long HighFidelity = 6_240;

    /// <summary>An image that is not in the body: two tiles by four.</summary>
    private const long Hidden = Each + (8 * PerTile);

    public long Expected { get; private set; }

    public long Most { get; private set; }

    /// <summary>True if the body does not tell the size of one.</summary>
    public bool IsAssumed { get; private set; }

    public void Add(ReadOnlySpan<byte> head)
    {
        var size = ImageSize.FromBytes(head);
        IsAssumed |= size is null;
        var tokens = size is { } known ? Each + (PerTile * ImageTokens.Tiles(known.Width, known.Height, ShortSide)) : Hidden;
        var isHigh = fidelity == "high";
        Expected = checked(Expected + tokens + (isHigh ? HighFidelity : 0));
        Most = checked(Most + tokens + (isHigh || (mayChooseHigh && fidelity != "low") ? HighFidelity : 0));
    }

    /// <summary>An image by URL or id, or as a data URL.</summary>
    public void Add(System.Text.Json.JsonElement reference)
    {
        var url = reference.Field("image_url");
        Add(url is { } told ? DataUrl.Head(DataUrl.Base64Of(told)) : []);
    }
}
