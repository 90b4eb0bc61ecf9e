using System.Text.Json;
using System.Text.RegularExpressions;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>What a call of text alone costs by config/models.json, reckoned in the plainest way: a check on the gateway's own reckoning.</summary>
internal static partial class ShippedPrice
{
    private static readonly string[] s_families = ["chat.completions", "completions", "embeddings", "responses", "generateContent", "streamGenerateContent"];
    private static readonly string[] s_plain = ["provider", "model", "unit", "input", "cached_input", "output", "source", "date", "note", "uncertain", "shutdown"];

    private static readonly JsonElement[] s_rows =
        [.. JsonElement.Parse(File.ReadAllBytes(Repository.Path("config/models.json")), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }).GetProperty("prices").EnumerateArray()];

    /// <summary>USD; null where more than the price of three kinds of text tokens counts: media, tools, cache writes, tiers, long contexts, prices that change.</summary>
    /// <param name="model">The model that answered.</param>
    public static decimal? Of(RecordedLine line, string model)
    {
        var usage = line.Usage!.Value.GetProperty("raw").GetRawText();
        if (!s_families.Contains(line.Family) || Beside().IsMatch(usage) || BesideRequest().IsMatch(System.Text.Encoding.UTF8.GetString(line.RequestBody!)) || model.Contains("-search", StringComparison.Ordinal)) return null;
        var name = Date().Replace(model, "");
        var rows = Array.FindAll(s_rows, row => row.GetProperty("provider").GetString() == line.Provider && row.GetProperty("model").GetString() is { } named && (named == model || named == name));
        if (rows is not [var price] || price.EnumerateObject().Any(field => !s_plain.Contains(field.Name)) || price.GetProperty("unit").GetString() != "usd_per_1m_tokens") return null;
        var (input, output, cached) = (line.Number("input_tokens") ?? 0, line.Number("output_tokens") ?? 0, line.Number("cached_input_tokens") ?? 0);
        var ofInput = Number(price, "input") ?? 0;
        var millionth = ((input - cached) * ofInput) + (cached * (Number(price, "cached_input") ?? ofInput)) + (output * (Number(price, "output") ?? 0));
        return decimal.Round(millionth / 1_000_000, 9, MidpointRounding.AwayFromZero);
    }

    private static decimal? Number(JsonElement row, string name) => row.TryGetProperty(name, out var price) ? price.GetDecimal() : null;

    [GeneratedRegex("""IMAGE|AUDIO|VIDEO|toolUse|"(audio|image|cache_write)_tokens":\s*[1-9]""")]
    private static partial Regex Beside();

    [GeneratedRegex("""service_tier|serviceTier|web_search|googleSearch|google_search|file_search|code_interpreter|image_generation|"audio"|urlContext|url_context""")]
    private static partial Regex BesideRequest();

    [GeneratedRegex(@"-\d{4}-\d{2}-\d{2}$")]
    private static partial Regex Date();
}
