using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>Images, sounds and files in the parts of messages (fact sheet 7): counted by their size where it is in the body, else taken at the most they can be.</summary>
internal sealed class ChatMedia(ModelRow model)
{
    /// <summary>Tokens of a file that is not in the body: pages of text and pictures.</summary>
    private const long HiddenFile = 32_000;

    /// <summary>A page of a PDF is some 1,500 tokens and rarely fewer than so many bytes a token.</summary>
    private const long BytesPerFileToken = 8;

    /// <summary>One token a tenth of a second.</summary>
    private const long MillisecondsPerToken = 100;

    /// <summary>A sound that is not in the body: ten minutes.</summary>
    private const long HiddenSound = 6_000;

    public long Images { get; private set; }

    public long Sounds { get; private set; }

    public long Files { get; private set; }

    /// <summary>Tokens of all media.</summary>
    public long Tokens => checked(Images + Sounds + Files);

    /// <summary>True if the body does not tell how much something in it is.</summary>
    public bool IsAssumed { get; private set; }

    /// <summary>What an earlier answer made and only its id stands for.</summary>
    public void Hidden()
    {
        IsAssumed = true;
        Sounds = checked(Sounds + HiddenSound);
    }

    public void Add(JsonElement part)
    {
        switch (part.Text("type"))
        {
            case "image_url" or "input_image" or "computer_screenshot": Image(part); break;
            case "input_audio": Sound(part.Field("input_audio") ?? part); break;
            default: File(part.Field("file") ?? part); break;
        }
    }

    private void Image(JsonElement part)
    {
        var image = part.Field("image_url");
        var url = image is { ValueKind: JsonValueKind.Object } nested ? nested.Field("url") : image;
        var low = (image is { ValueKind: JsonValueKind.Object } record ? record.Text("detail") : part.Text("detail")) == "low";
        if (url is { } told && DataUrl.Base64Of(told) is { IsEmpty: false } base64 && ImageSize.FromBytes(DataUrl.Head(base64)) is { } size)
        {
            Images = checked(Images + ImageTokens.Of(model, size.Width, size.Height, low));
            return;
        }

        IsAssumed = true;
        Images = checked(Images + ImageTokens.Most(model, low));
    }

    private void Sound(JsonElement sound)
    {
        IsAssumed = true;
        if (sound.Field("data") is not { ValueKind: JsonValueKind.String } data)
        {
            Sounds = checked(Sounds + HiddenSound);
            return;
        }

        var base64 = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(data)[1..^1];
        var size = DataUrl.SizeOf(base64);
        Sounds = checked(Sounds + (AudioLength.Of(DataUrl.Head(base64), size).Milliseconds / MillisecondsPerToken) + 1);
    }

    private void File(JsonElement file)
    {
        IsAssumed = true;
        var size = file.Field("file_data") is { } data ? DataUrl.SizeOf(DataUrl.Base64Of(data)) : 0;
        Files = checked(Files + Math.Max(size / BytesPerFileToken, HiddenFile));
    }
}
