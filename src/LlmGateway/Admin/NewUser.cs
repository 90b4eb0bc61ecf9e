namespace LlmGateway.Admin;

/// <param name="Id">Your own id; one is made if absent.</param>
/// <param name="Tier">Default: the organization's default tier.</param>
internal sealed record NewUser(string? Id, string? Name, string? Organization, string? Team, string? Tier);
