using System.Threading.Channels;
using LlmGateway.Metering;

namespace LlmGateway.Authentication.Policies;

/// <summary>Reads subjects that are in memory again: those that a change touched, and those in use that were read more than a minute ago.</summary>
internal sealed class PolicyRefresh(PolicyReader reader, PolicyGraph graph, TimeProvider time)
{
    private const int Batch = 500;

    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(60);

    /// <summary>What does not fit is due again a minute later.</summary>
    private readonly Channel<Subject> _due = Channel.CreateBounded<Subject>(new BoundedChannelOptions(100_000) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly long _lifetime = (long)(s_lifetime.TotalSeconds * time.TimestampFrequency);
    private readonly long _second = time.TimestampFrequency;

    /// <summary>Notes the use of a key; once a minute, what it depends on is put down to be read again.</summary>
    public void Use(KeySlot slot, KeyLookup answer)
    {
        var now = time.GetTimestamp();
        slot.Use(now, _second);
        if (!slot.IsDue(now, _lifetime) || answer is not KeyLookup.Found { Key: var key }) return;
        if (graph.Keys.TryFind(key.Id, out var cell)) Use(cell, Subject.Key(key.Id), now);
        if (graph.Organizations.TryFind(key.Organization.Id, out var organization)) Use(organization, Subject.Organization(key.Organization.Id), now);
        if (key.User is { } user && graph.Users.TryFind(new(key.Organization.Id, user.Id), out var owner)) Use(owner, Subject.User(key.Organization.Id, user.Id), now);
        if (key.Team is { } team && graph.Teams.TryFind(new(key.Organization.Id, team.Id), out var shared)) Use(shared, Subject.Team(key.Organization.Id, team.Id), now);
    }

    /// <summary>Notes the use of a user that a call named.</summary>
    public void Use(Cell<UserRows, UserPolicy> cell, string organization, UserPolicy user)
    {
        var now = time.GetTimestamp();
        if (now - cell.UsedAt > _second) Use(cell, Subject.User(organization, user.Id), now);
    }

    /// <summary>Reads what is due.</summary>
    public async Task RefreshDueAsync()
    {
        var due = new HashSet<Subject>();
        while (due.Count < 20 * Batch && _due.Reader.TryRead(out var subject)) due.Add(subject);
        if (due.Count > 0) await ReadAsync(due);
    }

    /// <summary>Reads these subjects, as far as they are in memory. When this returns, what they said before is no longer answered.</summary>
    public async Task ReadAsync(IReadOnlyCollection<Subject> subjects)
    {
        var isChanged = false;
        foreach (var kind in subjects.GroupBy(subject => subject.Kind, subject => subject.Id))
        {
            isChanged |= kind.Key switch
            {
                SubjectKind.Key => await ReadAsync(graph.Keys, kind, reader.KeysAsync, rows => rows.Id),
                SubjectKind.User => await ReadAsync(graph.Users, kind.Select(Owned.Of), reader.UsersAsync, rows => new(rows.Organization, rows.Id)),
                SubjectKind.Team => await ReadAsync(graph.Teams, kind.Select(Owned.Of), reader.TeamsAsync, rows => new(rows.Organization, rows.Id)),
                SubjectKind.Organization => await ReadAsync(graph.Organizations, kind, reader.OrganizationsAsync, rows => rows.Id),
                _ => false,
            };
        }

        if (isChanged) graph.Advance();
    }

    private async Task<bool> ReadAsync<TKey, TRows, TPolicy>(
        BoundedMap<TKey, Cell<TRows, TPolicy>> cells, IEnumerable<TKey> keys, Func<IReadOnlyCollection<TKey>, Task<IReadOnlyList<TRows>>> read, Func<TRows, TKey> keyOf)
        where TKey : notnull
        where TRows : PolicyRows
        where TPolicy : class
    {
        var isChanged = false;
        foreach (var batch in keys.Where(key => cells.TryFind(key, out _)).Chunk(Batch))
        {
            foreach (var rows in await read(batch))
            {
                if (cells.TryFind(keyOf(rows), out var cell)) isChanged |= cell.Take(rows, time.GetTimestamp());
            }
        }

        return isChanged;
    }

    private void Use<TRows, TPolicy>(Cell<TRows, TPolicy> cell, Subject subject, long now)
        where TRows : PolicyRows
        where TPolicy : class
    {
        cell.Use(now, _second);
        if (now - cell.ReadAt > _lifetime) _due.Writer.TryWrite(subject);
    }
}
