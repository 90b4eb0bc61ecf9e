using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.OpenAI.Objects;

/// <summary>
/// Ids of stored objects that a body names: files, responses, conversations, prompts, containers, vector stores, tuned models. They must belong to the caller.
/// A body that is no JSON names none here; to refuse it is the estimate's part.
/// </summary>
internal static class ObjectIds
{
    private static readonly string[] s_single =
    [
        "file_id", "input_file_id", "training_file", "validation_file", "previous_response_id", "vector_store_id", "assistant_id", "thread_id", "upload_id",
        "response_id", "batch_id", "video_id", "skill_id", "vault_id",
    ];

    private static readonly string[] s_lists = ["file_ids", "vector_store_ids"];

    /// <summary>An id, or an object that has one.</summary>
    private static readonly string[] s_objects = ["conversation", "container", "prompt", "video", "voice", "character"];

    /// <summary>What callers write for themselves: names in it mean nothing here.</summary>
    private static readonly string[] s_foreign = ["metadata", "parameters", "schema", "input_schema", "arguments", "variables_schema"];

    /// <summary>What stands behind a quote in a body with any id in it, by its first byte.</summary>
    private static readonly byte[][]?[] s_hints = Hints();

    /// <summary>Ids in a body that is JSON or a form.</summary>
    public static ImmutableArray<string> In(CallRequest request)
    {
        if (!FormBody.IsForm(request.ContentType)) return In(request.Body);
        try
        {
            return In(FormBody.Parse(request.Body, request.ContentType!));
        }
        catch (InvalidFieldException)
        {
            return [];
        }
    }

    public static ImmutableArray<string> In(ReadOnlyMemory<byte> body)
    {
        if (!MayName(body.Span)) return [];
        try
        {
            using var json = JsonBody.Parse(body);
            var found = new List<string>();
            Model(json.Root.Field("model"), found);
            Walk(json.Root, found);
            return [.. found.Distinct()];
        }
        catch (InvalidFieldException)
        {
            return [];
        }
    }

    /// <summary>Ids among the text fields of a form, <c>video[id]</c> and the like included.</summary>
    private static ImmutableArray<string> In(FormBody form) =>
    [
        .. form.Parts.Where(part => !part.IsFile && Names(part.Name)).Select(part => System.Text.Encoding.UTF8.GetString(part.Content.Span))
            .Where(value => value.Length > 0).Distinct(),
    ];

    private static bool Names(string field)
    {
        var name = field.Split('[')[0];
        return Array.IndexOf(s_single, name) >= 0 || Array.IndexOf(s_lists, name) >= 0 || field.EndsWith("[id]", StringComparison.Ordinal) || field.EndsWith("[file_id]", StringComparison.Ordinal);
    }

    /// <summary>One pass from quote to quote, as most bodies name nothing; an escape may hide a name.</summary>
    private static bool MayName(ReadOnlySpan<byte> body)
    {
        while (body.IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var at)
        {
            var isQuote = body[at] == (byte)'"';
            body = body[(at + 1)..];
            if (body.IsEmpty) return false;
            if (isQuote ? BeginsWithHint(body) : body[0] == (byte)'u') return true;
            if (!isQuote) body = body[1..];
        }

        return false;
    }

    private static bool BeginsWithHint(ReadOnlySpan<byte> text)
    {
        foreach (var hint in s_hints[text[0]] ?? [])
        {
            if (text.StartsWith(hint)) return true;
        }

        return false;
    }

    private static byte[][]?[] Hints()
    {
        var hints = new byte[][]?[256];
        string[] all = [.. s_single.Concat(s_lists).Concat(s_objects).Select(name => name + "\""), "item_reference\"", "characters\"", "ft:"];
        foreach (var group in all.Select(System.Text.Encoding.UTF8.GetBytes).GroupBy(hint => hint[0])) hints[group.Key] = [.. group];
        return hints;
    }

    /// <summary>A tuned model is its maker's.</summary>
    private static void Model(JsonElement? model, List<string> found)
    {
        if (model is { ValueKind: JsonValueKind.String } name && name.AsText("model") is var told && told.StartsWith("ft:", StringComparison.Ordinal)) found.Add(told);
    }

    private static void Walk(JsonElement value, List<string> found)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray()) Walk(item, found);
        }

        if (value.ValueKind != JsonValueKind.Object) return;
        var type = value.Field("type");
        if (type is { ValueKind: JsonValueKind.String } kind && (kind.ValueEquals("item_reference") || kind.ValueEquals("file_id"))) Add(value.Field("id"), found);
        foreach (var member in value.EnumerateObject())
        {
            if (!Is(member, s_foreign)) Member(member, found);
        }
    }

    private static void Member(JsonProperty member, List<string> found)
    {
        if (Is(member, s_single)) Add(member.Value, found);
        else if (member.Value.ValueKind == JsonValueKind.Array && Is(member, s_lists)) AddAll(member.Value, found);
        else if (member.Value.ValueKind == JsonValueKind.Array && member.NameEquals("characters")) AddAll(member.Value, found);
        else if (Is(member, s_objects)) AddObject(member, found);
        if (member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array) Walk(member.Value, found);
    }

    private static void AddObject(JsonProperty member, List<string> found)
    {
        // A prompt and a voice written as a string are words, not ids; "auto" is no container.
        if (member.Value.ValueKind == JsonValueKind.Object) Add(member.Value.Field("id"), found);
        else if (!member.NameEquals("prompt") && !member.NameEquals("voice") && !(member.Value.ValueKind == JsonValueKind.String && member.Value.ValueEquals("auto"))) Add(member.Value, found);
    }

    private static void AddAll(JsonElement list, List<string> found)
    {
        foreach (var item in list.EnumerateArray()) Add(item.ValueKind == JsonValueKind.Object ? item.Field("id") : item, found);
    }

    private static void Add(JsonElement? id, List<string> found)
    {
        if (id is { ValueKind: JsonValueKind.String } text && text.AsText("id") is { Length: > 0 } told) found.Add(told);
    }

    private static bool Is(JsonProperty member, string[] names)
    {
        foreach (var name in names)
        {
            if (member.NameEquals(name)) return true;
        }

        return false;
    }
}
