namespace LlmGateway.Admin;

/// <summary>Prices of a whole call whose input is longer than so many tokens.</summary>
internal sealed record LongContextResource(long AboveInputTokens, IReadOnlyDictionary<string, string> Usd);
