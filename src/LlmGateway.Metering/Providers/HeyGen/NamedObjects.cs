using System.Collections.Immutable;
using System.Text.Json;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>
/// Ids of objects that calls created, in a request: in the path, in the query and anywhere in the body. Avatars, voices and templates in bodies are not among
/// them: most are HeyGen's own or were made by whoever owns the account, and no call through the gateway created them.
/// </summary>
internal static class NamedObjects
{
    private static readonly string[] s_fields = ["asset_id", "asset_ids", "video_id", "video_ids", "session_id", "proofread_id", "video_translation_id", "lipsync_id"];
    private static readonly string[] s_queries = ["video_id", "video_ids", "video_translation_ids", "lipsync_ids", "asset_ids"];
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 64 };

    public static ImmutableArray<string> In(CallRequest request) => [.. Path(request).Concat(Query(request)).Concat(Body(request.Body)).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Path(CallRequest request) => request.RouteValues.TryGetValue("id", out var id) ? [id] : [];

    private static IEnumerable<string> Query(CallRequest request) => s_queries.Where(request.Query.ContainsKey).SelectMany(name => request.Query[name].Split(','));

    /// <summary>A body that is no JSON names nothing: it is refused when it is estimated.</summary>
    private static List<string> Body(ReadOnlyMemory<byte> body)
    {
        List<string> ids = [];
        if (body.IsEmpty) return ids;
        try
        {
            using var document = JsonDocument.Parse(body, s_options);
            Add(ids, document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return ids; // InvalidOperationException: half of a surrogate pair, escaped.
        }

        return ids;
    }

    private static void Add(List<string> ids, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) Add(ids, item);
        }

        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var member in value.EnumerateObject())
        {
            if (Array.IndexOf(s_fields, member.Name) >= 0 || member.Name.EndsWith("_asset_id", StringComparison.Ordinal)) AddIds(ids, member.Value);
            else Add(ids, member.Value);
        }
    }

    private static void AddIds(List<string> ids, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) ids.Add(value.GetString()!);
        if (value.ValueKind != JsonValueKind.Array) return;
        foreach (var item in value.EnumerateArray()) AddIds(ids, item);
    }
}
