namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>
/// Names of objects at the provider, <c>files/abc</c>, however they are written: bare, with a verb or a sub-resource behind it, or as an
/// address. Addresses on any host count that have the form of the provider's: one too many is refused rather than one too few.
/// </summary>
internal static class GeminiNames
{
    private static readonly string[] s_collections = ["files/", "cachedContents/", "fileSearchStores/", "tunedModels/", "batches/"];
    private static readonly string[] s_versions = ["/v1/", "/v1beta/", "/v1alpha/"];

    /// <summary>The name of the object, or null if the text names none.</summary>
    public static string? Find(string text)
    {
        foreach (var collection in s_collections)
        {
            if (text.StartsWith(collection, StringComparison.Ordinal)) return Cut(text, 0, collection.Length);
            foreach (var version in s_versions)
            {
                var at = text.IndexOf(version + collection, StringComparison.Ordinal);
                if (at >= 0) return Cut(text, at + version.Length, collection.Length);
            }
        }

        return null;
    }

    private static string? Cut(string text, int from, int collection)
    {
        var id = text.AsSpan(from + collection);
        var end = id.IndexOfAny("/:?#");
        var length = end < 0 ? id.Length : end;
        return length == 0 ? null : text.Substring(from, collection + length);
    }
}
