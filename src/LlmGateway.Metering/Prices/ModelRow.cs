namespace LlmGateway.Metering.Prices;

/// <summary>What is known of a model family (config/models.json, section <c>models</c>).</summary>
public sealed record ModelRow
{
    public required string Provider { get; init; }

    /// <summary>Prefix of the normalised model name; the longest matching row wins; empty is the provider's fallback.</summary>
    public required string Prefix { get; init; }

    /// <summary><c>o200k_base</c> or <c>cl100k_base</c>.</summary>
    public string Tokenizer { get; init; } = "o200k_base";

    /// <summary>Largest input plus output, tokens.</summary>
    public required long ContextWindow { get; init; }

    /// <summary>Largest output, tokens; 0 for models without text output.</summary>
    public required long MaxOutput { get; init; }

    /// <summary>Chat's own name of the output limit: <c>max_completion_tokens</c>, older models <c>max_tokens</c>.</summary>
    public string OutputField { get; init; } = "max_completion_tokens";

    /// <summary>Factor from the tokenizer's count to this family's tokens for the expected number.</summary>
    public decimal ExpectedFactor { get; init; } = 1.0m;

    /// <summary>Factor from the expected number to the bound (1.10 for OpenAI; calibrated per family for Gemini).</summary>
    public decimal BoundFactor { get; init; } = 1.10m;

    /// <summary>How images in the input count: <c>tile:85:170</c> (base, per tile of 512), <c>patch:1.62:1536</c> (factor, cap), <c>flat:258</c>, <c>gemini-tile:258</c>.</summary>
    public string ImageRule { get; init; } = "tile:85:170";

    /// <summary>False where the numbers are from memory and not from a provider's page.</summary>
    public bool Certain { get; init; } = true;
}
