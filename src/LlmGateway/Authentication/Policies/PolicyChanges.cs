using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Authentication.Policies;

/// <summary>
/// Follows the numbered changes of policies, in the order of their commits, from the last number known. The newest known one is read with them: as long as it
/// is there, nothing was missed.
/// </summary>
internal sealed class PolicyChanges(PolicyDatabase database, PolicyReader reader, PolicyGraph graph, PolicyRefresh refresh, TimeProvider time, ILogger<PolicyChanges> logger) : IDisposable
{
    private const int Batch = 1000;

    private readonly SemaphoreSlim _one = new(1);
    private long _version = -1;
    private long _confirmedAt = time.GetTimestamp();

    /// <summary>True once limits of upstream keys and the number to follow from were read.</summary>
    public bool IsLoaded => Version >= 0;

    /// <summary>The newest change that is in force here; -1 before the first load.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>How long ago it was last seen that nothing is missing here.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _confirmedAt));

    /// <summary>Brings what was committed before this call into force.</summary>
    /// <param name="version">Where nothing needs to be done if the change of this number is in force already.</param>
    /// <exception cref="DatabaseAwayException">It could not be read; what is in memory stays.</exception>
    public async Task CatchUpAsync(long version, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (Version >= version) return;
            var start = time.GetTimestamp();
            var wasAway = database.IsAway;
            if (!IsLoaded) await LoadAsync();
            while (await FollowAsync()) { }
            Interlocked.Exchange(ref _confirmedAt, start);
            if (wasAway) Log.DatabaseBack(logger, Version);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task LoadAsync()
    {
        // The number first: what changes while the rest is read is then read again.
        var version = await database.ProbeAsync(context => context.PolicyChanges.MaxAsync(change => change.Version));
        graph.Clear();
        graph.Upstreams = await reader.UpstreamsAsync();
        graph.IsOnly = await reader.HasOneOrganizationAsync();
        Interlocked.Exchange(ref _version, version);
    }

    /// <summary>True if there may be more.</summary>
    private async Task<bool> FollowAsync()
    {
        var known = Version;
        var changes = await database.ProbeAsync(context => context.PolicyChanges.AsNoTracking()
            .Where(change => change.Version >= known).OrderBy(change => change.Version).Take(Batch).ToListAsync());
        if (changes.Count == 0 || changes[0].Version != known)
        {
            Log.HistoryChanged(logger);
            await LoadAsync();
            return true;
        }

        if (changes.Count == 1) return false;
        await ApplyAsync(changes[1..]);
        Interlocked.Exchange(ref _version, changes[^1].Version);
        return changes.Count == Batch;
    }

    private async Task ApplyAsync(List<PolicyChangeEntity> changes)
    {
        var subjects = changes.Select(change => new Subject(KindOf(change.SubjectKind), change.SubjectId)).ToHashSet();
        if (subjects.Any(subject => subject.Kind == SubjectKind.Upstream)) graph.Upstreams = await reader.UpstreamsAsync();
        if (subjects.Any(subject => subject.Kind == SubjectKind.Organization)) graph.IsOnly = await reader.HasOneOrganizationAsync();
        await refresh.ReadAsync(subjects);
    }

    private static SubjectKind KindOf(string name) => Enum.GetValues<SubjectKind>().First(kind => Subject.NameOf(kind) == name);

    public void Dispose() => _one.Dispose();
}
