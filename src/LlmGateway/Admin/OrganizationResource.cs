using LlmGateway.Database;

namespace LlmGateway.Admin;

/// <param name="TimeZone">IANA zone in which its months begin.</param>
/// <param name="NextTimeZone">A zone that takes effect at <paramref name="NextTimeZoneAt"/>, with the next month; null if none is coming.</param>
/// <param name="DefaultTier">Tier of users that are created without one, or that calls name and nobody created.</param>
/// <param name="IsActive">False blocks every call of the organization (403).</param>
internal sealed record OrganizationResource(
    string Id, string Name, string TimeZone, string? NextTimeZone, DateTimeOffset? NextTimeZoneAt, string DefaultTier, bool IsActive, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static OrganizationResource Of(OrganizationEntity row, DateTimeOffset now)
    {
        var isComing = row.NextTimeZoneAt > now;
        return new(
            row.Id, row.Name, row.ZoneAt(now), isComing ? row.NextTimeZone : null, isComing ? row.NextTimeZoneAt : null, row.DefaultTier, row.IsActive, row.CreatedAt, row.UpdatedAt);
    }
}
