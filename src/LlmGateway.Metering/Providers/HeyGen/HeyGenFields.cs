using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>Fields of request bodies that HeyGen's operations share.</summary>
internal static class HeyGenFields
{
    private const int LongestWord = 40;

    /// <summary>A word that becomes part of a model's name: lower case letters, digits and underscores.</summary>
    public static string? Word(this JsonElement element, string name)
    {
        if (element.Text(name) is not { } word) return null;
        return word.Length is > 0 and <= LongestWord && word.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')
            ? word
            : throw new InvalidFieldException($"'{name}' must be one of the words that the provider's documentation names.", name);
    }

    /// <summary>One of a few words; the first is the default where it is absent.</summary>
    public static string OneOf(this JsonElement element, string name, params string[] words)
    {
        var word = element.Text(name) ?? words[0];
        return words.Contains(word) ? word : throw new InvalidFieldException($"'{name}' must be one of {string.Join(", ", words)}.", name);
    }

    /// <summary>A number that may have decimals.</summary>
    public static decimal? Number(this JsonElement element, string name, decimal least, decimal most) => element.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var value) && value >= least && value <= most => value,
        _ => throw new InvalidFieldException(FormattableString.Invariant($"'{name}' must be a number from {least} to {most}."), name),
    };

    /// <summary>The objects of an array of 1 to <paramref name="most"/>.</summary>
    public static JsonElement[] RequiredObjects(this JsonElement element, string name, int most)
    {
        JsonElement[] items = [.. element.RequiredArray(name).EnumerateArray()];
        if (items.Length == 0 || items.Length > most) throw new InvalidFieldException($"'{name}' must have 1 to {most} elements.", name);
        return items.All(item => item.ValueKind == JsonValueKind.Object) ? items : throw new InvalidFieldException($"Each of '{name}' must be an object.", name);
    }

    /// <summary>How many strings an array holds: 1 to <paramref name="most"/>.</summary>
    public static int RequiredTexts(this JsonElement element, string name, int most)
    {
        JsonElement[] items = [.. element.RequiredArray(name).EnumerateArray()];
        if (items.Length == 0 || items.Length > most) throw new InvalidFieldException($"'{name}' must have 1 to {most} elements.", name);
        return items.All(item => item.ValueKind == JsonValueKind.String) ? items.Length : throw new InvalidFieldException($"Each of '{name}' must be a string.", name);
    }
}
