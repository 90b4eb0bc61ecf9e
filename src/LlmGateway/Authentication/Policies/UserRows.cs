using LlmGateway.Metering;

namespace LlmGateway.Authentication.Policies;

/// <param name="Tier">Null for a user whom nobody created: the organization's default tier holds.</param>
internal sealed record UserRows(
    string Organization, string Id, string? Tier, string? Team, bool IsActive, SubjectLimits? Limits, long Version) : PolicyRows(Version)
{
    public bool Exists => Tier is not null;

    public static UserRows Unwritten(Owned user) => new(user.Organization, user.Id, null, null, true, null, 0);
}
