using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmGateway.Admin;

/// <summary>JSON of the admin API: snake_case, times in RFC 3339 and UTC.</summary>
internal static class AdminJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // JSON, never put into a page: messages with quotes and brackets stay readable.
        options.Converters.Add(new Rfc3339Converter());
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { PropertyNameCaseInsensitive = false, AllowDuplicateProperties = false, MaxDepth = 16 };
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
