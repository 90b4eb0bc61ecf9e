using System.Globalization;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// What a model looked up on the web while it answered. From Gemini 3 on each query is charged, before it a grounded prompt is, however
/// many queries it took (fact sheet 3.1). A stream may show the same query twice, and empty ones, which are not charged.
/// </summary>
internal sealed class SearchQueries
{
    private const int MostKept = 1000;

    private readonly HashSet<string> _queries = new(StringComparer.Ordinal);

    /// <summary>Adds a JSON array of strings.</summary>
    public void Add(ReadOnlySpan<byte> json)
    {
        if (UsageJson.Parse(json.ToArray()) is not { ValueKind: JsonValueKind.Array } list) return;
        foreach (var query in list.EnumerateArray())
        {
            if (_queries.Count < MostKept && UsageJson.TextOf(query) is { Length: > 0 } text) _queries.Add(text);
        }
    }

    /// <summary>A place was looked up; which one is not told.</summary>
    public void AddPlace() => _queries.Add("\0");

    /// <summary>How many are charged; null if none.</summary>
    public long? Charged(string? model) => Charged(_queries.Count, model);

    public static long? Charged(long queries, string? model) => queries == 0 ? null : ChargesPrompts(model) ? 1 : queries;

    private static bool ChargesPrompts(string? model)
    {
        const string Family = "gemini-";
        var name = ModelName.Normalise(model ?? "");
        return name.StartsWith(Family, StringComparison.Ordinal) && name.Length > Family.Length
            && char.ToString(name[Family.Length]) is var digit && int.TryParse(digit, NumberStyles.None, CultureInfo.InvariantCulture, out var generation) && generation < 3;
    }
}
