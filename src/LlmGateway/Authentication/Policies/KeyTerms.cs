using LlmGateway.Metering;

namespace LlmGateway.Authentication.Policies;

/// <summary>What a key may be used for. Lists of names as they are stored, JSON arrays.</summary>
internal sealed record KeyTerms(
    string Name, bool MayNameUsers, OperationType? OperationType, string AllowedModels, string AllowedOperations, bool AllowUnknownObjects,
    DateTimeOffset? ExpiresAt, bool IsRevoked, bool IsActive);
