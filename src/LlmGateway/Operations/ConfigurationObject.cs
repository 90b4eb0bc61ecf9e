using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LlmGateway.Operations;

/// <summary>
/// One object of a configuration file. Each accessor marks its field as known and reports a value of the wrong type or range; <see cref="End"/>
/// reports what nobody asked for. An absent field is null, and so is one that is wrong.
/// </summary>
internal sealed class ConfigurationObject(ConfigurationFile file, JsonElement element, string path)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Where in the file: <c>prices[3].long_context</c>.</summary>
    public string Path => path;

    public void Problem(string field, string problem) => file.Add(field.Length == 0 ? path : PathOf(field), problem);

    public void Ignore(string field) => _known.Add(field);

    public bool Has(string field) => Field(field) is not null;

    public string? Text(string field, params string[] allowed)
    {
        if (Field(field) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) return Wrong<string>(field, "must be a string");
        var text = value.GetString()!;
        return allowed.Length == 0 || allowed.Contains(text) ? text : Wrong<string>(field, $"is '{text}', and must be one of {string.Join(", ", allowed)}");
    }

    /// <summary>A string that must be there; empty if it is not, so that reading can go on.</summary>
    public string RequiredText(string field, bool mayBeEmpty = false)
    {
        var isThere = Field(field) is not null;
        var text = Text(field);
        if (!isThere || (text?.Length == 0 && !mayBeEmpty)) Problem(field, "is required");
        return text ?? "";
    }

    public decimal? Number(string field, decimal least, decimal most)
    {
        if (Field(field) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= least && number <= most
            ? number
            : Wrong<decimal?>(field, FormattableString.Invariant($"must be a number from {least} to {most}"));
    }

    public long? Whole(string field, long least, long most)
    {
        if (Field(field) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : Wrong<long?>(field, FormattableString.Invariant($"must be a whole number from {least} to {most}"));
    }

    public long RequiredWhole(string field, long least, long most)
    {
        if (!Has(field)) Problem(field, "is required");
        return Whole(field, least, most) ?? 0;
    }

    public bool Flag(string field) => Field(field)?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => Wrong<bool>(field, "must be true or false"),
    };

    public DateOnly? Date(string field)
    {
        if (Text(field) is not { } text) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : Wrong<DateOnly?>(field, "must be a date such as 2026-11-23");
    }

    public ConfigurationObject? Object(string field) => Field(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new(file, value, PathOf(field)),
        _ => Wrong<ConfigurationObject>(field, "must be an object"),
    };

    /// <summary>The objects of an array, read one by one; what is not an object is reported.</summary>
    public T[] Objects<T>(string field, Func<ConfigurationObject, T> read)
    {
        if (Field(field) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array) return Wrong<T[]>(field, "must be an array") ?? [];
        var items = new List<T>();
        foreach (var item in value.EnumerateArray().Select((element, index) => (element, path: $"{PathOf(field)}[{index}]")))
        {
            if (item.element.ValueKind == JsonValueKind.Object) items.Add(Whole(new(file, item.element, item.path), read));
            else file.Add(item.path, "must be an object");
        }

        return [.. items];
    }

    /// <summary>The non-empty strings of an array; empty if it is absent.</summary>
    public ImmutableArray<string> Texts(string field)
    {
        if (Field(field) is not { } value) return [];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length > 0))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        Problem(field, "must be an array of non-empty strings");
        return [];
    }

    /// <summary>The members of an object whose names are the file's own.</summary>
    public IEnumerable<(string Name, ConfigurationObject Value)> Members()
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!_known.Add(member.Name)) continue;
            if (member.Value.ValueKind == JsonValueKind.Object) yield return (member.Name, new(file, member.Value, PathOf(member.Name)));
            else Problem(member.Name, "must be an object");
        }
    }

    /// <summary>Reports the fields that nobody asked for.</summary>
    public void End()
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!_known.Contains(member.Name)) Problem(member.Name, "is not a known field");
        }
    }

    private static T Whole<T>(ConfigurationObject item, Func<ConfigurationObject, T> read)
    {
        var result = read(item);
        item.End();
        return result;
    }

    private JsonElement? Field(string field)
    {
        _known.Add(field);
        return element.TryGetProperty(field, out var value) ? value : null;
    }

    private T? Wrong<T>(string field, string problem)
    {
        Problem(field, problem);
        return default;
    }

    private string PathOf(string field) => path.Length == 0 ? field : $"{path}.{field}";
}
