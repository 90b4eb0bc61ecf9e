namespace LlmGateway.Database;

/// <summary>An organization: the owner of users, teams, keys and provider objects.</summary>
internal sealed class OrganizationEntity : IListed
{
    public required string Id { get; set; }
    public required string Name { get; set; }

    /// <summary>IANA zone of its windows.</summary>
    public required string TimeZone { get; set; }

    /// <summary>A zone that takes effect at <see cref="NextTimeZoneAt"/>, so that no month is cut or counted twice; null if none is coming.</summary>
    public string? NextTimeZone { get; set; }

    public DateTimeOffset? NextTimeZoneAt { get; set; }
    /// <summary>The zone in force: one that was to come is, from its instant on.</summary>
    public string ZoneAt(DateTimeOffset now) => NextTimeZone is { } next && NextTimeZoneAt <= now ? next : TimeZone;

    public required string DefaultTier { get; set; }

    /// <summary>Number of the bucket (hash tag) that its accounts live in; always 0 for now.</summary>
    public int Bucket { get; set; }

    public bool IsActive { get; set; } = true;
    public long Version { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}
