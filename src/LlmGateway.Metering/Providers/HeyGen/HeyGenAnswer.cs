using System.Globalization;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>An answer's envelope (fact sheet 3, 5 and 6): the data, or that the work was refused under a 2xx status.</summary>
internal readonly record struct HeyGenAnswer(JsonElement? Root)
{
    private const int Success = 100;

    public JsonElement? Payload => Root.Member("data");

    /// <summary>Version 1 tells errors by a code that is not 100, version 2 by an error beside data that is null, both perhaps with HTTP status 200.</summary>
    public bool IsRefused => Payload is null && (Root.Member("error") is not null || (Root.Long("code") is { } code && code != Success));

    /// <summary>The first of these fields of the data that is a non-empty string.</summary>
    public string? Id(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (TextOf(Payload.Member(name)) is { Length: > 0 } id) return id;
        }

        return null;
    }

    /// <summary>All strings of a field of the data that is an array of them, or one.</summary>
    public IEnumerable<string> Ids(string name) => Texts(Payload.Member(name));

    /// <summary>A string within an object of the data.</summary>
    public string? IdWithin(string name, string field) => TextOf(Payload.Member(name).Member(field)) is { Length: > 0 } id ? id : null;

    /// <summary>A string within each object of an array of the data.</summary>
    public IEnumerable<string> IdsWithin(string name, string field) => Payload.Member(name) is { ValueKind: JsonValueKind.Array } list
        ? list.EnumerateArray().Select(item => TextOf(((JsonElement?)item).Member(field))).OfType<string>().Where(id => id.Length > 0)
        : [];

    /// <summary>A string of the data, of each of its elements if it is an array, and of each element of arrays in it.</summary>
    public IEnumerable<string> IdsAnywhere(string field)
    {
        foreach (var record in Records(Payload))
        {
            if (TextOf(record.Member(field)) is { Length: > 0 } id) yield return id;
        }
    }

    /// <summary>Seconds (a number with decimals, or one written as a string) as milliseconds, rounded up; null if there are none.</summary>
    public static long? Milliseconds(JsonElement? seconds)
    {
        var told = seconds switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var value) => value,
            { ValueKind: JsonValueKind.String } when decimal.TryParse(TextOf(seconds), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) => value,
            _ => (decimal?)null,
        };
        return told is >= 0 and <= Amounts.Largest / 1000 ? (long)Math.Ceiling(told.Value * 1000) : null;
    }

    /// <summary>The strings of an array, or one string.</summary>
    public static IEnumerable<string> Texts(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Select(item => TextOf(item)).OfType<string>().Where(id => id.Length > 0),
        { } one when TextOf(one) is { Length: > 0 } id => [id],
        _ => [],
    };

    private static IEnumerable<JsonElement?> Records(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().SelectMany(item => Records(item)),
        { ValueKind: JsonValueKind.Object } record => record.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Array).SelectMany(member => Records(member.Value)).Prepend(record),
        _ => [],
    };

    public static string? TextOf(JsonElement? value)
    {
        try
        {
            return value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a surrogate pair, escaped.
        }
    }
}
