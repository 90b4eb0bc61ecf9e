using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>
/// Adds up the media of one request. What lies in the body is measured by its header, without decoding it; what is only named counts as
/// what is remembered of it, else as the model's largest (design section 4, "assumed").
/// </summary>
internal sealed class MediaMeter(ModelRow model, GeminiText text, ImmutableDictionary<string, long> remembered)
{
    /// <summary>The words of <c>mediaResolution</c> of the whole request.</summary>
    public string? DefaultDetail { get; set; }

    public long Expected { get; private set; }

    /// <summary>Most tokens of all media.</summary>
    public long Most { get; private set; }

    public long Images { get; private set; }

    public long Sound { get; private set; }

    public long Video { get; private set; }

    /// <summary>True if the body does not tell how much some of it is.</summary>
    public bool IsAssumed { get; private set; }

    /// <summary>True if something may fill the whole context window.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary><c>MEDIA_RESOLUTION_LOW</c> and <c>low</c> are one word.</summary>
    public static string? Detail(string? written)
    {
        var word = written?.ToLowerInvariant();
        return word?.StartsWith("media_resolution_", StringComparison.Ordinal) == true ? word["media_resolution_".Length..] : word;
    }

    /// <summary><c>{"mimeType","data"}</c>.</summary>
    public void Inline(JsonElement inline, string? detail)
    {
        if (inline.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("'inlineData' must be an object.", "inlineData");
        var type = (inline.Field("mimeType", "mime_type")?.AsText("mimeType") ?? "").ToLowerInvariant();
        if (inline.Field("data") is { } content) Data(type, content, detail);
    }

    /// <summary><c>{"mimeType","fileUri"}</c>.</summary>
    public void File(JsonElement file, string? detail)
    {
        if (file.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("'fileData' must be an object.", "fileData");
        var type = (file.Field("mimeType", "mime_type")?.AsText("mimeType") ?? "").ToLowerInvariant();
        Named(type, file.Field("fileUri", "file_uri")?.AsText("fileUri") ?? "", detail);
    }

    /// <summary>Base64 in the body.</summary>
    public void Data(string type, JsonElement content, string? detail)
    {
        var base64 = content.ValueKind == JsonValueKind.String ? JsonMarshal.GetRawUtf8Value(content)[1..^1] : throw new InvalidFieldException("'data' must be a base64 string.", "data");
        var bytes = DataUrl.SizeOf(base64);
        switch (MediaKind.Of(type))
        {
            case MediaKind.Image:
                AddImage(ImageSize.FromBytes(DataUrl.Head(base64)), detail);
                break;
            case MediaKind.Sound:
                var length = AudioLength.Told(DataUrl.Head(base64), bytes);
                AddSound(MediaTokens.Sound(bytes, length?.Milliseconds / 1000m), guessed: length is not { IsCertain: true });
                break;
            case MediaKind.Video:
                AddVideo(MediaTokens.Video(bytes, MovieLength.Of(base64)));
                break;
            case MediaKind.Text:
                AddText(base64, bytes);
                break;
            default:
                AddDocument(MediaTokens.Document(model, bytes));
                break;
        }
    }

    /// <summary>A file at the provider, or an address.</summary>
    public void Named(string type, string uri, string? detail)
    {
        IsAssumed = true;
        var kind = MediaKind.Of(type);
        if (GeminiNames.Find(uri) is { } name && remembered.TryGetValue(name, out var known))
        {
            (Expected, Most) = (checked(Expected + known), checked(Most + known));
            Images = checked(Images + (kind == MediaKind.Image ? known : 0));
            Sound = checked(Sound + (kind == MediaKind.Sound ? known : 0));
            Video = checked(Video + (kind is MediaKind.Video or MediaKind.Other ? known : 0));
        }
        else if (kind == MediaKind.Image) AddImage(null, detail);
        else (IsUnknown, Expected) = (true, checked(Expected + MediaTokens.Guess(kind)));
    }

    private void AddImage((int, int)? size, string? detail)
    {
        var tokens = MediaTokens.Image(model, size, detail ?? DefaultDetail);
        IsAssumed |= size is null;
        (Expected, Most, Images) = checked((Expected + tokens, Most + tokens, Images + tokens));
    }

    private void AddSound((long Expected, long Most) tokens, bool guessed)
    {
        IsAssumed |= guessed;
        (Expected, Most, Sound) = checked((Expected + tokens.Expected, Most + tokens.Most, Sound + tokens.Most));
    }

    /// <summary>The rate of the frames may be another than one a second.</summary>
    private void AddVideo((long Expected, long Most) tokens)
    {
        IsAssumed = true;
        (Expected, Most, Video) = checked((Expected + tokens.Expected, Most + tokens.Most, Video + tokens.Most));
    }

    private void AddDocument((long Expected, long Most) tokens)
    {
        IsAssumed = true;
        (Expected, Most, Images) = checked((Expected + tokens.Expected, Most + tokens.Most, Images + tokens.Most));
    }

    private void AddText(ReadOnlySpan<byte> base64, long length)
    {
        var bytes = new byte[length + 3];
        if (Base64.DecodeFromUtf8(base64, bytes, out _, out var written) == OperationStatus.Done) text.AddPlain(bytes.AsSpan(0, written));
        else AddDocument((length / 4, length));
    }
}
