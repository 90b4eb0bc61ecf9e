using System.Collections.Concurrent;

namespace LlmGateway.Authentication.Policies;

/// <summary>Brings into memory what a presented key or a named user needs. Each piece is asked for once, however many calls wait for it.</summary>
internal sealed class PolicyLoader(PolicyDatabase database, PolicyReader reader, PolicyGraph graph, KeyHashes hashes, UserCensus census, TimeProvider time)
{
    /// <summary>A piece may be let go again while the next one is read, but not for ever.</summary>
    private const int Tries = 5;

    private const int MostUnknown = 100_000;

    private static readonly TimeSpan s_unknownFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<KeyHash, Task<KeyLookup>> _searches = new();
    private readonly ConcurrentDictionary<KeyHash, long> _unknown = new();

    public async Task<KeyLookup> FindKeyAsync(string key, KeyHash hash, CancellationToken cancellation)
    {
        if (IsKnownAsUnknown(hash)) return KeyLookup.NotKnown;
        if (database.IsAway) return KeyLookup.NotNow;
        var search = new TaskCompletionSource<KeyLookup>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_searches.GetOrAdd(hash, search.Task) is var joined && joined != search.Task) return await joined.WaitAsync(cancellation);
        KeyLookup answer = KeyLookup.NotNow;
        try
        {
            answer = await SearchAsync(key, hash);
        }
        finally
        {
            _searches.TryRemove(hash, out _);
            search.SetResult(answer);
        }

        return answer;
    }

    public async Task<UserLookup> FindUserAsync(Owned name)
    {
        if (database.IsAway) return default;
        try
        {
            for (var tries = 0; tries < Tries; tries++)
            {
                if (await LoadUserAsync(name, isNamed: true) is not { } rows) return new(null, IsFull: true);
                if (rows.Team is { } team) await LoadTeamAsync(new(name.Organization, team));
                await LoadOrganizationAsync(name.Organization);
                if (graph.Users.TryFind(name, out var cell) && graph.User(cell) is { } policy) return new(policy);
            }
        }
        catch (DatabaseAwayException)
        {
            // Answered below: nobody knows who this is.
        }

        return default;
    }

    private async Task<KeyLookup> SearchAsync(string key, KeyHash hash)
    {
        try
        {
            if (!graph.Slots.TryFind(hash, out var slot))
            {
                if (await reader.FindSecretAsync(hashes.StoredForms(key)) is not { } secret) return RememberUnknown(hash);
                slot = graph.Slots.GetOrAdd(hash, _ => new(secret.Hash, secret.KeyId, time.GetTimestamp()));
            }

            for (var tries = 0; tries < Tries; tries++)
            {
                if (graph.Answer(slot) is { } answer) return answer;
                await LoadPiecesAsync(slot.KeyId);
            }
        }
        catch (DatabaseAwayException)
        {
            // Answered below: nobody knows whether this key exists.
        }

        return KeyLookup.NotNow;
    }

    private async Task LoadPiecesAsync(string keyId)
    {
        if (await LoadAsync(graph.Keys, keyId, reader.KeysAsync) is not { } key) return;
        await LoadOrganizationAsync(key.Organization);
        var user = key.User is { } id ? await LoadUserAsync(new(key.Organization, id), isNamed: false) : null;
        foreach (var team in (string?[])[key.Team, user?.Team])
        {
            if (team is not null) await LoadTeamAsync(new(key.Organization, team));
        }
    }

    private Task<OrganizationRows?> LoadOrganizationAsync(string id) => LoadAsync(graph.Organizations, id, reader.OrganizationsAsync);

    private Task<TeamRows?> LoadTeamAsync(Owned id) => LoadAsync(graph.Teams, id, reader.TeamsAsync);

    /// <summary>Null if the user is new and there is no room for another one.</summary>
    private async Task<UserRows?> LoadUserAsync(Owned name, bool isNamed)
    {
        var rows = await LoadAsync(graph.Users, name, async names =>
        {
            var read = await reader.UsersAsync(names);
            return read[0].Exists || !isNamed || await census.AdmitAsync(name) ? read : [];
        });
        if (rows is null) graph.Users.Remove(name);
        return rows;
    }

    private Task<TRows?> LoadAsync<TKey, TRows, TPolicy>(
        BoundedMap<TKey, Cell<TRows, TPolicy>> cells, TKey key, Func<IReadOnlyCollection<TKey>, Task<IReadOnlyList<TRows>>> read)
        where TKey : notnull
        where TRows : PolicyRows
        where TPolicy : class
    {
        // In the map before it is read: a change that comes in meanwhile finds it there, and reads it again.
        var cell = cells.GetOrAdd(key, _ => new(time.GetTimestamp()));
        return cell.Rows is { } rows ? Task.FromResult<TRows?>(rows) : cell.LoadAsync(async () => await read([key]) is [var only, ..] ? only : null, time);
    }

    private bool IsKnownAsUnknown(KeyHash hash)
    {
        if (!_unknown.TryGetValue(hash, out var since)) return false;
        if (time.GetElapsedTime(since) < s_unknownFor) return true;
        _unknown.TryRemove(hash, out _);
        return false;
    }

    private KeyLookup.Unknown RememberUnknown(KeyHash hash)
    {
        // Whoever fills this with invented keys gains nothing but one look-up each; so it may start anew.
        if (_unknown.Count >= MostUnknown) _unknown.Clear();
        _unknown[hash] = time.GetTimestamp();
        return KeyLookup.NotKnown;
    }
}
