namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>Service tiers as requests and answers spell them: <c>flex</c>, <c>FLEX</c>, <c>SERVICE_TIER_FLEX</c>.</summary>
internal static class GeminiTier
{
    private const string Prefix = "service_tier_";

    /// <summary>The tier of batches, which cost half.</summary>
    public const string Batch = "batch";

    /// <summary>Lower case; null where none is told. Of <c>deferred</c> no price is known but that it is no dearer than the standard.</summary>
    public static string? Read(string? written)
    {
        var tier = written?.ToLowerInvariant();
        if (tier?.StartsWith(Prefix, StringComparison.Ordinal) == true) tier = tier[Prefix.Length..];
        return tier is "" or "unspecified" ? null : tier == "deferred" ? "standard" : tier;
    }
}
