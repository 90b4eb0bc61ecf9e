namespace LlmGateway.Admin;

/// <param name="Team">Null takes the user out of the team.</param>
/// <param name="Tier">Null sets the organization's default tier.</param>
internal sealed record UserPatch(string? Name, string? Team, string? Tier, bool? IsActive);
