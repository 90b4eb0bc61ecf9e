using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;

namespace LlmGateway.Cli.Rendering;

/// <summary>One value as a person reads it.</summary>
internal static class Cell
{
    public const string Nothing = "-";

    public static string Text(JsonNode? value, ColumnStyle style) => style switch
    {
        ColumnStyle.Number => Number(value),
        ColumnStyle.Money => Money(value),
        ColumnStyle.Time => Time(value),
        _ => Plain(value),
    };

    /// <summary>Digits in groups of three; what is not a number stays as it is.</summary>
    public static string Number(JsonNode? value) => TryNumber(value, out var number) ? number.ToString("#,0.###", CultureInfo.InvariantCulture) : Plain(value);

    /// <summary>Dollars with two decimals, or as many as the amount has.</summary>
    public static string Money(JsonNode? value) => TryNumber(value, out var number) ? number.ToString("#,0.00#######", CultureInfo.InvariantCulture) : Plain(value);

    public static bool TryNumber(JsonNode? value, out decimal number) =>
        decimal.TryParse(value.AsText(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);

    /// <summary>Text from elsewhere must not move the cursor, change colours or break a row.</summary>
    public static string Clean(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    private static string Plain(JsonNode? value) => value switch
    {
        null => Nothing,
        JsonArray list => list.Count == 0 ? Nothing : string.Join(", ", list.Select(Plain)),
        _ when value.GetValueKind() is JsonValueKind.True => "yes",
        _ when value.GetValueKind() is JsonValueKind.False => "no",
        _ => Clean(value.AsText() ?? Nothing),
    };

    private static string Time(JsonNode? value) =>
        DateTimeOffset.TryParse(value.AsText(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : Plain(value);
}
