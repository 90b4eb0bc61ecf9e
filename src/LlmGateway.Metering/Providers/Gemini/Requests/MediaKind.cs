namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>Kinds of media that count differently, from their MIME types.</summary>
internal static class MediaKind
{
    public const string Image = "image";
    public const string Sound = "audio";
    public const string Video = "video";

    /// <summary>Text in a file; counts as text in the prompt.</summary>
    public const string Text = "text";

    /// <summary>Documents with pages, and what is not known.</summary>
    public const string Other = "";

    public static string Of(string type)
    {
        var slash = type.IndexOf('/', StringComparison.Ordinal);
        return (slash < 0 ? type : type[..slash]) switch
        {
            Image => Image,
            Sound => Sound,
            Video => Video,
            Text => Text,
            _ => type is "application/json" or "application/jsonl" or "application/x-ndjson" or "jsonl" or "application/xml" or "application/javascript" or "application/x-javascript" or "application/x-python" or "application/rtf" ? Text : Other,
        };
    }
}
