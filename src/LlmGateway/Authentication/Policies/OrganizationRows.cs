using LlmGateway.Metering;

namespace LlmGateway.Authentication.Policies;

internal sealed record OrganizationRows(
    string Id, string TimeZone, string? NextTimeZone, DateTimeOffset? NextTimeZoneAt, string DefaultTier, bool IsActive, SubjectLimits? Limits, long Version) : PolicyRows(Version)
{
    /// <summary>A zone that is to come is in force from its instant on, whether or not anybody wrote that down.</summary>
    public string ZoneAt(DateTimeOffset now) => NextTimeZone is not null && NextTimeZoneAt <= now ? NextTimeZone : TimeZone;
}
