namespace LlmGateway.Admin;

/// <param name="OperationType">Null: what each call is or says.</param>
/// <param name="AllowedModels">Null or empty: all.</param>
/// <param name="AllowedOperations">Null or empty: all.</param>
/// <param name="ExpiresAt">Null: never.</param>
internal sealed record KeyPatch(
    string? Name, bool? MayNameUsers, string? OperationType, string[]? AllowedModels, string[]? AllowedOperations, string? UnknownObjects, DateTimeOffset? ExpiresAt, bool? IsActive);
