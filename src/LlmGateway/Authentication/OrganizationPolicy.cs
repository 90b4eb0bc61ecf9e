using LlmGateway.Metering;

namespace LlmGateway.Authentication;

/// <param name="Id">The caller's id of the organization, or ours.</param>
/// <param name="Zone">IANA zone of its windows.</param>
/// <param name="DefaultTier">Tier of users that a call names and nobody created.</param>
/// <param name="IsOnly">True while it is the gateway's single organization: the provider account is then its own.</param>
public sealed record OrganizationPolicy(
    string Id, TimeZoneInfo Zone, string DefaultTier, SubjectLimits? Limits, long LimitsVersion, bool IsActive, bool IsOnly);
