using System.Collections.Immutable;
using System.Text.Json;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>The objects that a request's body names: files, caches, stores, earlier interactions. Looked for by member names, at any depth, in one pass without a document.</summary>
internal static class NamedObjects
{
    private static readonly string[] s_members =
    [
        "fileUri", "file_uri", "cachedContent", "cached_content", "fileName", "file_name", "fileSearchStoreNames", "file_search_store_names", "uri", "name",
    ];

    /// <summary>Members whose value is an id as it stands.</summary>
    private static readonly string[] s_ids = ["previous_interaction_id", "previousInteractionId"];

    /// <summary>Never throws: of bad JSON what comes before its fault counts.</summary>
    public static ImmutableArray<string> Of(ReadOnlyMemory<byte> body)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        try
        {
            Walk(body.Span, found);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Refused when it is estimated.
        }

        return found.ToImmutable();
    }

    private static void Walk(ReadOnlySpan<byte> body, ImmutableArray<string>.Builder found)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            if (IsOneOf(ref reader, s_ids))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String) Add(found, reader.GetString());
            }
            else if (IsOneOf(ref reader, s_members))
            {
                reader.Read();
                Names(ref reader, found);
            }
        }
    }

    /// <summary>A name, or a list of them.</summary>
    private static void Names(ref Utf8JsonReader reader, ImmutableArray<string>.Builder found)
    {
        if (reader.TokenType == JsonTokenType.String) Add(found, GeminiNames.Find(reader.GetString()!));
        if (reader.TokenType != JsonTokenType.StartArray) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.String) Add(found, GeminiNames.Find(reader.GetString()!));
    }

    private static void Add(ImmutableArray<string>.Builder found, string? name)
    {
        if (name is { Length: > 0 } && !found.Contains(name)) found.Add(name);
    }

    private static bool IsOneOf(ref Utf8JsonReader reader, string[] names)
    {
        foreach (var name in names)
        {
            if (reader.ValueTextEquals(name)) return true;
        }

        return false;
    }
}
