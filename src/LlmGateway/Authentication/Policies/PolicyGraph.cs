using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace LlmGateway.Authentication.Policies;

/// <summary>
/// The subjects in memory and how policies are composed of them. A composed policy is right for one epoch; whatever changes any subject begins the next one, in which
/// policies are composed again at their next use, from memory. So one changed organization is read once, however many keys hang below it.
/// </summary>
internal sealed class PolicyGraph
{
    private readonly TierBook _tiers;
    private readonly TimeProvider _time;
    private readonly ILogger<PolicyGraph> _logger;
    private readonly ConcurrentDictionary<string, long> _complaints = new(StringComparer.Ordinal);
    private long _epoch;
    private long _zoneChangeAt = long.MaxValue;
    private volatile bool _isOnly;
    private volatile FrozenDictionary<Owned, UpstreamPolicy> _upstreams = FrozenDictionary<Owned, UpstreamPolicy>.Empty;

    public PolicyGraph(IOptions<KeyOptions> options, TierBook tiers, TimeProvider time, ILogger<PolicyGraph> logger)
    {
        (_tiers, _time, _logger) = (tiers, time, logger);
        var capacity = options.Value.MemoryCapacity;
        Slots = new(capacity, Advance);
        Keys = new(capacity, Advance);
        Users = new(capacity, Advance);
        Teams = new(capacity, Advance);
        Organizations = new(capacity, Advance);
        tiers.Changed += Advance;
    }

    public BoundedMap<KeyHash, KeySlot> Slots { get; }
    public BoundedMap<string, Cell<KeyRows, VirtualKey>> Keys { get; }
    public BoundedMap<Owned, Cell<UserRows, UserPolicy>> Users { get; }
    public BoundedMap<Owned, Cell<TeamRows, TeamPolicy>> Teams { get; }
    public BoundedMap<string, Cell<OrganizationRows, OrganizationPolicy>> Organizations { get; }

    /// <summary>Limits of upstream keys, by provider and name; all of them are in memory.</summary>
    public FrozenDictionary<Owned, UpstreamPolicy> Upstreams
    {
        get => _upstreams;
        set => _upstreams = value;
    }

    /// <summary>True while the gateway has one organization.</summary>
    public bool IsOnly
    {
        get => _isOnly;
        set
        {
            if (_isOnly == value) return;
            _isOnly = value;
            Advance();
        }
    }

    /// <summary>Begins the next epoch. To be called after what changed was written.</summary>
    public void Advance() => Interlocked.Increment(ref _epoch);

    /// <summary>Begins the next epoch if an organization's new time zone has come into force.</summary>
    public void AdvanceZones()
    {
        if (_time.GetUtcNow().UtcTicks < Volatile.Read(ref _zoneChangeAt)) return;
        Interlocked.Exchange(ref _zoneChangeAt, long.MaxValue);
        Advance();
    }

    public void Clear()
    {
        Slots.Clear();
        Keys.Clear();
        Users.Clear();
        Teams.Clear();
        Organizations.Clear();
    }

    /// <summary>The answer to a key; null if a piece is missing in memory.</summary>
    public KeyLookup? Answer(KeySlot slot)
    {
        var epoch = Volatile.Read(ref _epoch);
        return slot.AnswerOf(epoch) ?? Compose(slot, epoch);
    }

    /// <summary>The policy of a user, named or a key's own; null if a piece is missing in memory.</summary>
    public UserPolicy? User(Cell<UserRows, UserPolicy> cell) => User(cell, Volatile.Read(ref _epoch));

    /// <summary>Apart from <see cref="Answer"/>, which must not pay for the closures here.</summary>
    private KeyLookup? Compose(KeySlot slot, long epoch)
    {
        if (!Keys.TryFind(slot.KeyId, out var cell) || cell.Rows is not { } rows) return null;
        if (rows.Secrets.FirstOrDefault(secret => secret.Hash == slot.StoredHash) is not { } secret) return slot.Keep(KeyLookup.NotKnown, epoch);
        if (Key(cell, rows, epoch) is not { } key) return null;
        return slot.Keep(new KeyLookup.Found(secret.ExpiresAt is { } end && !(key.ExpiresAt < end) ? key with { ExpiresAt = end } : key), epoch);
    }

    private VirtualKey? Key(Cell<KeyRows, VirtualKey> cell, KeyRows rows, long epoch)
    {
        if (cell.PolicyOf(epoch) is { } ready) return ready;
        if (Organization(rows.Organization, epoch) is not { } organization) return null;
        UserPolicy? user = null;
        TeamPolicy? team = null;
        if (rows.User is { } userId && (!Users.TryFind(new(rows.Organization, userId), out var userCell) || (user = User(userCell, epoch)) is null)) return null;
        if (rows.Team is { } teamId && (team = Team(new(rows.Organization, teamId), epoch)) is null) return null;
        return cell.Keep(Key(rows, organization, user, team ?? user?.Team), epoch);
    }

    private static VirtualKey Key(KeyRows rows, OrganizationPolicy organization, UserPolicy? user, TeamPolicy? team) => new()
    {
        Id = rows.Id,
        Name = rows.Terms.Name,
        Organization = organization,
        User = user,
        Team = team,
        Limits = rows.Limits,
        LimitsVersion = rows.Version,
        MayNameUsers = rows.Terms.MayNameUsers,
        OperationType = rows.Terms.OperationType,
        AllowedModels = Names(rows.Terms.AllowedModels),
        AllowedOperations = Names(rows.Terms.AllowedOperations),
        AllowUnknownObjects = rows.Terms.AllowUnknownObjects,
        ExpiresAt = rows.Terms.ExpiresAt,
        IsRevoked = rows.Terms.IsRevoked,
        IsActive = rows.Terms.IsActive,
    };

    private UserPolicy? User(Cell<UserRows, UserPolicy> cell, long epoch)
    {
        if (cell.PolicyOf(epoch) is { } ready) return ready;
        if (cell.Rows is not { } rows || Organization(rows.Organization, epoch) is not { } organization) return null;
        TeamPolicy? team = null;
        if (rows.Team is { } teamId && (team = Team(new(rows.Organization, teamId), epoch)) is null) return null;
        if (_tiers.Find(rows.Tier ?? organization.DefaultTier) is not { } tier)
        {
            var missing = rows.Tier ?? organization.DefaultTier;
            if (IsNews($"tier {missing}", epoch)) Log.TierMissing(_logger, missing);
            return null;
        }

        // With the organization's number: a user whom nobody created has its default tier, and its row may be written later without a change of its own.
        var version = Math.Max(rows.Version, organization.LimitsVersion);
        return cell.Keep(new(rows.Id, tier.Name, rows.Limits, tier.Limits, version, rows.IsActive, team) { AllowedModels = tier.AllowedModels, AllowedOperations = tier.AllowedOperations }, epoch);
    }

    private TeamPolicy? Team(Owned id, long epoch)
    {
        if (!Teams.TryFind(id, out var cell)) return null;
        if (cell.PolicyOf(epoch) is { } ready) return ready;
        return cell.Rows is { } rows ? cell.Keep(new(rows.Id, rows.Limits, rows.Version, rows.IsActive), epoch) : null;
    }

    private OrganizationPolicy? Organization(string id, long epoch)
    {
        if (!Organizations.TryFind(id, out var cell)) return null;
        if (cell.PolicyOf(epoch) is { } ready) return ready;
        if (cell.Rows is not { } rows) return null;
        var zone = rows.ZoneAt(_time.GetUtcNow());
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            if (IsNews($"zone {zone}", epoch)) Log.ZoneMissing(_logger, zone);
            return null;
        }

        if (rows.NextTimeZoneAt is { } at && zone != rows.NextTimeZone) ExpectZoneChange(at);
        return cell.Keep(new(rows.Id, found, rows.DefaultTier, rows.Limits, rows.Version, rows.IsActive, IsOnly), epoch);
    }

    /// <summary>Once in an epoch: what every call meets must not fill the log with every call.</summary>
    private bool IsNews(string complaint, long epoch)
    {
        var isNews = !_complaints.TryGetValue(complaint, out var told) || told != epoch;
        _complaints[complaint] = epoch;
        return isNews;
    }

    private void ExpectZoneChange(DateTimeOffset at)
    {
        long known;
        while (at.UtcTicks < (known = Volatile.Read(ref _zoneChangeAt)))
        {
            if (Interlocked.CompareExchange(ref _zoneChangeAt, at.UtcTicks, known) == known) return;
        }
    }

    private static ImmutableArray<string> Names(string json) => json is "[]" ? [] : JsonSerializer.Deserialize<ImmutableArray<string>>(json);
}
