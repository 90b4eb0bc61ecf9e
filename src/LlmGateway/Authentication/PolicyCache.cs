using LlmGateway.Authentication.Policies;

namespace LlmGateway.Authentication;

/// <summary>
/// From a presented key to everything that its calls are decided on. A known key is answered from memory: no lock, no allocation, no look at the database.
/// While the database is away known policies go on for a day; unknown keys cannot be told then.
/// </summary>
internal sealed class PolicyCache(KeyHashes hashes, PolicyGraph graph, PolicyLoader loader, PolicyRefresh refresh, PolicyChanges changes)
{
    private static readonly TimeSpan s_trust = TimeSpan.FromHours(24);

    /// <summary>True once policies can be answered.</summary>
    public bool IsLoaded => changes.IsLoaded;

    /// <summary>The number of the newest policy change that is in force in this process; -1 before the first load.</summary>
    public long Version => changes.Version;

    private bool IsTrusted => changes.IsLoaded && changes.Age < s_trust;

    public ValueTask<KeyLookup> FindKeyAsync(string secret, CancellationToken cancellation)
    {
        if (!KeyFormat.IsValid(secret)) return new(KeyLookup.NotKnown);
        if (!IsTrusted) return new(KeyLookup.NotNow);
        var hash = hashes.Of(secret);
        if (!graph.Slots.TryFind(hash, out var slot) || graph.Answer(slot) is not { } answer) return new(loader.FindKeyAsync(secret, hash, cancellation));
        refresh.Use(slot, answer);
        return new(answer);
    }

    /// <summary>A user that a call names. One that nobody created is admitted, with the organization's default tier, as long as there is room.</summary>
    public ValueTask<UserLookup> UserAsync(OrganizationPolicy organization, string name, CancellationToken cancellation)
    {
        if (!IsTrusted) return new(default(UserLookup));
        var user = new Owned(organization.Id, name);
        if (!graph.Users.TryFind(user, out var cell) || graph.User(cell) is not { } policy) return new(loader.FindUserAsync(user).WaitAsync(cancellation));
        refresh.Use(cell, organization.Id, policy);
        return new(new UserLookup(policy));
    }

    /// <summary>What limits a provider's key over all organizations.</summary>
    public UpstreamPolicy Upstream(string provider, string name) => graph.Upstreams.GetValueOrDefault(new(provider, name), UpstreamPolicy.None);

    /// <summary>Brings a change that was just committed into force in this process, and whatever came before it.</summary>
    /// <exception cref="DatabaseAwayException">It could not be read; the watch tries again.</exception>
    public Task CatchUpAsync(long version) => changes.CatchUpAsync(version, CancellationToken.None);
}
