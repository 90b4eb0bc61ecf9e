using LlmGateway.Metering;
using LlmGateway.Quotas.Consistency;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>
/// Makes the store anew from the ledger: what is left of the outbox goes into the ledger first, then a new generation begins there, and its snapshot becomes the
/// counters. Sets under a lock, never adds: any number of gateways may race, and one that dies leaves the lock to the next.
/// </summary>
internal sealed class RedisRebuild(
    RedisLink link, RedisKeys keys, RedisOutbox outbox, RedisSettlement settlement, RedisOptions options, string instance, TimeProvider time, ILogger logger)
{
    private const int Chunk = 200;
    private const int LedgerChunk = 500;

    private static readonly TimeSpan s_lock = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_afterlife = TimeSpan.FromDays(72);

    /// <summary>Does nothing if another gateway is at it.</summary>
    public async Task RunAsync(ILedgerStore ledger, CancellationToken cancellation)
    {
        var owner = $"{instance}-{Guid.NewGuid():N}";
        if (!await link.CallAsync(database => database.StringSetAsync(keys.RebuildLock, owner, s_lock, When.NotExists))) return;
        if (await link.CallAsync(database => database.KeyExistsAsync(keys.Generation)))
        {
            await link.CallAsync(database => database.LockReleaseAsync(keys.RebuildLock, owner));
            return;
        }

        var started = time.GetTimestamp();
        var name = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        var (entries, unreadable) = await outbox.ReadAllAsync();
        foreach (var batch in entries.GroupBy(entry => entry.Generation).SelectMany(generation => generation.Chunk(LedgerChunk))) await ledger.WriteAsync(batch, cancellation);
        if (unreadable > 0) await PutAsideAsync(name, unreadable);
        await RemoveAllAsync(owner, cancellation);

        var opened = await OpenAsync(ledger, owner, name, cancellation);
        if (opened) Quotas.Log.Rebuilt(logger, name, (long)time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>The store lost what it had acknowledged: takes its generation away, so that it is rebuilt.</summary>
    public Task InvalidateAsync(string generation) => link.CallAsync(database => database.LockReleaseAsync(keys.Generation, generation));

    private async Task<bool> OpenAsync(ILedgerStore ledger, string owner, string name, CancellationToken cancellation)
    {
        // The generation's full name is known when it opens; the ledger needs the part that does not change.
        var snapshot = await ledger.BeginGenerationAsync(name, ConsistencyCheck.FirstDay(time.GetUtcNow()), cancellation);
        foreach (var chunk in Accounts(snapshot).Chunk(Chunk))
        {
            if (!await SeedAsync(owner, chunk)) return false;
        }

        var answer = await link.EvalAsync(
            RedisScript.Open, [keys.RebuildLock, keys.Generation, keys.Sequence], [owner, name, (long)options.LearningPause.TotalMilliseconds, 0], s_patience);
        if ((string)answer[0]! != "OK") return false;
        foreach (var job in snapshot.OpenJobs) await settlement.RestoreAsync(job.Reservation, job.Job, Leases.Job);
        return true;
    }

    private async Task<bool> SeedAsync(string owner, (RedisKey Key, RedisValue[] Fields)[] accounts)
    {
        var values = new List<RedisValue> { owner, (long)s_lock.TotalMilliseconds, (time.GetUtcNow() + s_afterlife).ToUnixTimeMilliseconds() };
        foreach (var (_, fields) in accounts)
        {
            values.Add(fields.Length / 2);
            values.AddRange(fields);
        }

        var answer = await link.EvalAsync(RedisScript.Seed, [keys.RebuildLock, keys.Generation, .. accounts.Select(account => account.Key)], [.. values], s_patience);
        return (string)answer[0]! == "OK";
    }

    /// <summary>The hashes of the snapshot: months that are not over everywhere on earth, and rolling windows where they are used.</summary>
    private IEnumerable<(RedisKey, RedisValue[])> Accounts(LedgerSnapshot snapshot)
    {
        var firstMonth = Window.OldestOpenMonth(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        foreach (var month in snapshot.Sums.GroupBy(sum => (sum.Subject, Month: Window.MonthOf(sum.Day))).Where(month => string.CompareOrdinal(month.Key.Month, firstMonth) >= 0))
        {
            var posted = month.Aggregate(Amounts.Zero, (total, sum) => total + sum.Posted);
            if (!posted.IsZero) yield return (keys.Account(month.Key.Subject, month.Key.Month), [.. StoredAccount.Month(posted).Fields()]);
        }

        foreach (var subject in snapshot.Sums.GroupBy(sum => sum.Subject).Where(subject => snapshot.Rolling.Contains(subject.Key)))
        {
            yield return (keys.Account(subject.Key, Window.RollingId), [.. StoredAccount.Rolling(subject).Fields()]);
        }
    }

    /// <summary>Rows that cannot be read may be money: they are kept for somebody who can, and the spools tell theirs again.</summary>
    private async Task PutAsideAsync(string generation, int unreadable)
    {
        await link.CallAsync(database => database.KeyRenameAsync(keys.Outbox, keys.PutAside(generation)));
        Quotas.Log.OutboxPutAside(logger, keys.PutAside(generation).ToString(), unreadable);
    }

    private async Task RemoveAllAsync(string owner, CancellationToken cancellation)
    {
        await foreach (var page in link.Server(keys.Generation).KeysAsync(pattern: keys.Pattern, pageSize: 1000).Chunk(1000).WithCancellation(cancellation))
        {
            await link.CallAsync(database => database.KeyDeleteAsync(Array.FindAll(page, key => key != keys.RebuildLock && !key.ToString().StartsWith(keys.PutAsidePrefix, StringComparison.Ordinal))));
            await link.CallAsync(database => database.LockExtendAsync(keys.RebuildLock, owner, s_lock));
        }
    }
}
