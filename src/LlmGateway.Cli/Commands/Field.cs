using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LlmGateway.Cli.Commands;

/// <summary>An option that sets one field of a JSON body: <c>none</c> clears it (null), for a limit <c>unlimited</c> is 0.</summary>
internal sealed class Field
{
    private delegate bool Read(string text, out JsonNode? value);

    private static readonly string[] s_timeFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private static readonly string[] s_none = ["none"];
    private static readonly string[] s_noneOrInherit = ["none", "inherit"];

    private readonly Read _read;
    private readonly string[] _nulls;

    private Field(string option, string json, string description, string helpName, Read read, params string[] nulls)
    {
        (Json, _read, _nulls) = (json, read, nulls);
        Option = new Option<string?>(option) { Description = description, HelpName = helpName };
        Option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !TryRead(text, out _)) result.AddError($"{option} takes {helpName}, not '{text}'.");
        });
    }

    public Option<string?> Option { get; }

    /// <summary>The field's name in the body.</summary>
    public string Json { get; }

    public JsonNode? ValueOf(string text) => TryRead(text, out var value) ? value : throw CommandFailedException.Usage($"{Option.Name}: '{text}' is not understood.");

    public static Field Text(string option, string json, string description, string helpName = "text") =>
        new(option, json, description, helpName, ReadText, s_none);

    /// <summary>Text that is sent as it was typed; <c>none</c> has no meaning.</summary>
    public static Field Verbatim(string option, string json, string description, string helpName = "text") =>
        new(option, json, description, helpName, ReadText);

    /// <summary>Names separated by commas.</summary>
    public static Field Names(string option, string json, string description) => new(option, json, description, "name,name", ReadNames, s_none);

    public static Field Flag(string option, string json, string description) => new(option, json, description, "true|false", ReadFlag);

    public static Field Choice(string option, string json, string description, params string[] choices) => new(option, json, description,
        string.Join('|', choices), (string text, out JsonNode? value) => { value = text; return choices.Contains(text); }, s_noneOrInherit);

    public static Field Time(string option, string json, string description) => new(option, json, description, "date|time", ReadTime, s_none);

    /// <summary>A time that <c>none</c> cannot clear.</summary>
    public static Field Moment(string option, string json, string description) => new(option, json, description, "date|time", ReadTime);

    /// <summary>A whole number.</summary>
    public static Field Limit(string option, string json, string description) => new(option, json, description, "number|unlimited|none", ReadLimit, s_noneOrInherit);

    /// <summary>A whole number that is no limit.</summary>
    public static Field Count(string option, string json, string description) => new(option, json, description, "number", ReadCount);

    /// <summary>Dollars, sent as a decimal string.</summary>
    public static Field Money(string option, string json, string description) => new(option, json, description, "dollars|unlimited|none", ReadMoney, s_noneOrInherit);

    /// <summary>Seconds, with up to three decimals.</summary>
    public static Field Seconds(string option, string json, string description) => new(option, json, description, "seconds|unlimited|none", ReadSeconds, s_noneOrInherit);

    private bool TryRead(string text, out JsonNode? value)
    {
        value = null;
        return _nulls.Contains(text) || _read(text, out value);
    }

    private static bool ReadText(string text, out JsonNode? value)
    {
        value = text;
        return true;
    }

    private static bool ReadNames(string text, out JsonNode? value)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        value = new JsonArray([.. names.Select(name => (JsonNode)name)]);
        return names.Length > 0;
    }

    private static bool ReadFlag(string text, out JsonNode? value)
    {
        value = text == "true";
        return text is "true" or "false";
    }

    private static bool ReadTime(string text, out JsonNode? value)
    {
        var read = DateTimeOffset.TryParseExact(text, s_timeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        value = time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
        return read;
    }

    private static bool ReadLimit(string text, out JsonNode? value)
    {
        var read = TryNumber(text, NumberStyles.None, 0, out var number);
        value = (long)(read ? number : 0);
        return read;
    }

    private static bool ReadCount(string text, out JsonNode? value)
    {
        var read = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = number;
        return read;
    }

    private static bool ReadMoney(string text, out JsonNode? value)
    {
        var read = TryNumber(text, NumberStyles.AllowDecimalPoint, 9, out _);
        value = text == "unlimited" ? "0" : text;
        return read;
    }

    private static bool ReadSeconds(string text, out JsonNode? value)
    {
        var read = TryNumber(text, NumberStyles.AllowDecimalPoint, 3, out var seconds);
        value = seconds;
        return read;
    }

    private static bool TryNumber(string text, NumberStyles style, int decimals, out decimal number)
    {
        number = 0;
        return text == "unlimited" || (decimal.TryParse(text, style, CultureInfo.InvariantCulture, out number) && number <= long.MaxValue && decimal.Round(number, decimals) == number);
    }
}
