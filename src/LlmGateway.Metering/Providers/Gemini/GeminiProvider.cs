namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>Gemini's catalogue: what is not listed is refused.</summary>
public static class GeminiProvider
{
    public static Provider Instance { get; } = new("gemini", new GeminiDialect(),
    [
        new GenerateContentOperation(),
        new StreamGenerateContentOperation(),
    ]);
}
