using LlmGateway.Authentication;
using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>A subject of a key's calls, with the limits that they are decided on.</summary>
internal sealed record QuotaHolder(Subject Subject, OrganizationPolicy Organization, EffectiveLimits Limits);
