namespace LlmGateway.Admin;

/// <param name="Name">What the key is for.</param>
/// <param name="OperationType">llm_call or script_generation.</param>
/// <param name="UnknownObjects">refuse (default) or allow.</param>
/// <param name="Limits">The key's own limits, as in PUT limits/key/{id}.</param>
internal sealed record NewKey(
    string? Name, string? Organization, string? Team, string? User, bool? MayNameUsers, string? OperationType, string[]? AllowedModels, string[]? AllowedOperations,
    string? UnknownObjects, DateTimeOffset? ExpiresAt, LimitsRecord? Limits);
