using LlmGateway.Metering.Prices;

namespace LlmGateway.Tests.Recordings;

/// <summary>The model families of the recordings, with what their estimates were calibrated to.</summary>
internal static class GeminiModels
{
    public static ModelCatalog Catalog { get; } = new(
    [
        Row("", 1_048_576, 65_536, "flat:1120"),
        Row("gemini-1.5", 1_048_576, 8_192, "flat:258"),
        Row("gemini-2.0", 1_048_576, 8_192, "flat:1290"),
        Row("gemini-2.5", 1_048_576, 65_536, "gemini-tile:258"),
        Row("gemini-3", 1_048_576, 65_536, "flat:1120"),
        Row("gemini-embedding-", 8_192, 0, "flat:258"),
        Row("gemma-", 131_072, 8_192, "flat:280"),
    ],
    []);

    private static ModelRow Row(string prefix, long window, long output, string image) => new()
    {
        Provider = "gemini",
        Prefix = prefix,
        ContextWindow = window,
        MaxOutput = output,
        ExpectedFactor = 1.0m,
        BoundFactor = 1.5m,
        ImageRule = image,
    };
}
