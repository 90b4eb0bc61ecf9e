using System.Collections.Concurrent;

namespace LlmGateway.Authentication.Policies;

/// <summary>
/// Counts an organization's users, so that whoever may name users cannot fill the tables: rows as of the last minute, and those admitted since then,
/// whose rows the ledger writer is about to make.
/// </summary>
internal sealed class UserCensus(PolicyReader reader, TimeProvider time)
{
    public const int MostUsers = 100_000;

    private static readonly TimeSpan s_countFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>True if there is room for the user, or was when it came first.</summary>
    public async Task<bool> AdmitAsync(Owned user)
    {
        var count = _counts.GetOrAdd(user.Organization, _ => new());
        if (count.CountedAt is not { } at || time.GetElapsedTime(at) > s_countFor)
        {
            var rows = await reader.CountUsersAsync(user.Organization);
            count.Recount(rows, time.GetTimestamp(), newcomer => time.GetElapsedTime(newcomer) > s_countFor);
        }

        return count.Admit(user.Id, time.GetTimestamp());
    }

    private sealed class Count
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, long> _newcomers = new(StringComparer.Ordinal);
        private int _rows;

        public long? CountedAt { get; private set; }

        public void Recount(int rows, long now, Func<long, bool> isWritten)
        {
            lock (_lock)
            {
                (_rows, CountedAt) = (rows, now);
                foreach (var (name, _) in _newcomers.Where(newcomer => isWritten(newcomer.Value)).ToArray()) _newcomers.Remove(name);
            }
        }

        public bool Admit(string name, long now)
        {
            lock (_lock) return _newcomers.ContainsKey(name) || (_rows + _newcomers.Count < MostUsers && _newcomers.TryAdd(name, now));
        }
    }
}
