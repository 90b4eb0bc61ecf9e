using System.Collections.Concurrent;
using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Quotas.Consistency;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>
/// The quota store of any number of gateways: counters and reservations in Redis, decided by scripts; what ends is written to a local spool before it is told to
/// Redis, and to the ledger by way of a stream in Redis.
/// </summary>
internal sealed class RedisQuotaStore(
    DataDirectory data, IConfiguration configuration, IOptions<RedisOptions> settings, CallsInFlight calls, TimeProvider time, ILogger<RedisQuotaStore> logger) : IQuotaStore
{
    private static readonly TimeSpan s_memoryOfObject = TimeSpan.FromHours(2);

    private readonly RedisOptions _options = settings.Value;
    private readonly RedisKeys _keys = new(settings.Value.Prefix);
    private readonly string _instance = GatewayInstance.Of(data);
    private readonly ConcurrentDictionary<string, Lazy<Task<bool>>> _fills = new(StringComparer.Ordinal);
    private ILedgerStore? _ledger;
    private RedisLink? _link;
    private RedisAdmission? _admission;
    private RedisSettlement? _settlement;
    private RedisOutbox? _outbox;
    private RedisSpool? _spool;
    private RedisBooks? _books;
    private RedisPulse? _pulse;

    public bool IsReady => _pulse?.IsReady == true;

    public long Waiting => _pulse?.Backlog ?? 0;

    public async Task StartAsync(ILedgerStore ledger, CancellationToken cancellation)
    {
        if (_pulse is not null) return;
        _ledger = ledger;
        _link ??= await RedisLink.ConnectAsync(configuration.GetConnectionString("Redis")!, _options);
        _admission = new(_link, _keys, _instance);
        _settlement = new(_link, _keys, _instance);
        _outbox = new(_link, _keys, _instance, time, logger);
        _spool ??= new(data.Of("spool"), logger);
        _books = new(_settlement, _spool, logger);
        _books.Start(ledger);
        var rebuild = new RedisRebuild(_link, _keys, _outbox, _settlement, _options, _instance, time, logger);
        var recovery = new RedisRecovery(_link, _keys, _settlement, _books, _spool, calls, ledger, _instance, logger);
        var pulse = new RedisPulse(_link, _keys, _books, _spool, _settlement, rebuild, recovery, calls, _options, time, logger);
        await pulse.StartAsync(ledger, cancellation);
        _pulse = pulse;
    }

    public async ValueTask<ReserveResult> ReserveAsync(ReserveRequest request, CancellationToken cancellation)
    {
        if (!IsReady) return new ReserveResult.Unavailable("The shared store is not ready.");
        if (_pulse!.Backlog >= _options.LargestBacklog) return new ReserveResult.Unavailable("The database is too far behind.");
        for (int unheard = 0, fills = 0; ;)
        {
            try
            {
                if (await _admission!.ReserveAsync(request) is { } result) return result;
                _pulse.Doubt();
                return new ReserveResult.Unavailable("The shared store must be rebuilt.");
            }
            catch (WindowEmptyException empty) when (fills++ < 2 * request.Accounts.Length)
            {
                if (!await TryFillAsync(request.Accounts[empty.Account].Subject, request.Accounts[empty.Account].Window, cancellation)) return new ReserveResult.Unavailable("A window must be filled from the database, which does not answer.");
            }
            catch (WindowEmptyException)
            {
                return new ReserveResult.Unavailable("A window cannot be filled.");
            }
            catch (StoreUnreachableException) when (unheard++ == 0)
            {
                // Once more, under the same id: if the first try was heard, this one answers what it did.
            }
            catch (StoreUnreachableException exception)
            {
                _books!.Doubt(RedisAdmission.Uncertain(request));
                return new ReserveResult.Unavailable(exception.Message);
            }
        }
    }

    public void Dispatched(Reservation reservation) => _spool!.Dispatched(reservation);

    public async ValueTask<bool> MoveAsync(string reservationId, QuotaAccount upstream, CancellationToken cancellation)
    {
        try
        {
            return await _settlement!.FindAsync(reservationId) is { IsPending: true } known && await _settlement.MoveAsync(known.Reservation, upstream);
        }
        catch (StoreUnreachableException)
        {
            return false;
        }
    }

    public void Spool(Reservation reservation, Settlement settlement) => _spool!.Settled(reservation, settlement);

    public async ValueTask<SettleResult> SettleAsync(Reservation reservation, Settlement settlement, CancellationToken cancellation)
    {
        if (!settlement.Created.IsEmpty) await RememberCreatedAsync(reservation.Context, settlement);
        return await _books!.SettleAsync(reservation, settlement);
    }

    public async ValueTask<ImmutableArray<JobBinding>> BindJobsAsync(string reservationId, ImmutableArray<JobBinding> jobs, TimeSpan lease, CancellationToken cancellation)
    {
        var reservation = (await UntilAnsweredAsync(() => _settlement!.FindAsync(reservationId), cancellation))?.Reservation ?? calls.Find(reservationId);
        if (reservation is null) return jobs;
        var bound = await UntilAnsweredAsync(() => _settlement!.BindAsync(reservation, jobs, lease), cancellation);
        if (bound is { } known && known[0].ReservationId == reservationId) _spool!.Bound(reservationId, known);
        return bound ?? jobs;
    }

    public async ValueTask<JobBinding?> FindJobAsync(string provider, string jobId, CancellationToken cancellation) => await GetAsync<JobBinding>(_keys.Job(provider, jobId));

    public async ValueTask<OwnedObject?> FindObjectAsync(string provider, string id, CancellationToken cancellation) => await GetAsync<OwnedObject>(_keys.Object(provider, id));

    public async ValueTask<IReadOnlyList<JobBinding>> TakeDueJobsAsync(int max, CancellationToken cancellation)
    {
        var taken = new List<JobBinding>();
        foreach (var id in await DueAsync(_keys.Jobs, TimeSpan.Zero, max))
        {
            var answer = await _link!.EvalAsync(
                RedisScript.TakeJob, [_keys.Jobs, _keys.Reservation(id)], [id, (long)JobLooks.First.TotalMilliseconds, (long)JobLooks.Longest.TotalMilliseconds]);
            if ((string)answer[0]! == "OK") taken.Add(StoredJson.Read<JobBinding>((string)answer[1]!));
        }

        return taken;
    }

    public async ValueTask RememberAsync(IReadOnlyList<OwnedObject> objects, CancellationToken cancellation)
    {
        RedisKey[] keys = [_keys.Generation, _keys.Outbox, _keys.Sequence, .. objects.Select(owned => _keys.Object(owned.Provider, owned.Id))];
        RedisValue[] values = [(long)s_memoryOfObject.TotalMilliseconds, StoredJson.Write(objects), .. objects.Select(owned => (RedisValue)StoredJson.Write(owned))];
        await UntilAnsweredAsync(() => _link!.EvalAsync(RedisScript.Remember, keys, values), cancellation);
    }

    public async ValueTask<Reservation?> FindAsync(string reservationId, CancellationToken cancellation) =>
        (await UntilAnsweredAsync(() => _settlement!.FindAsync(reservationId), cancellation))?.Reservation;

    public async ValueTask RenewAsync(IReadOnlyCollection<string> reservationIds, TimeSpan lease, CancellationToken cancellation)
    {
        var answer = await _link!.EvalAsync(RedisScript.Renew, [_keys.Generation, _keys.Leases], [(long)lease.TotalMilliseconds, .. reservationIds.Select(id => (RedisValue)id)]);
        if ((string)answer[0]! != "OK") return;
        foreach (var lost in answer.Skip(2))
        {
            if (calls.Find((string)lost!) is { } reservation) await _settlement!.RestoreAsync(reservation, null, lease);
        }
    }

    public async ValueTask<IReadOnlyList<EndedLease>> EndedLeasesAsync(int max, CancellationToken cancellation)
    {
        var ended = new List<EndedLease>();
        foreach (var id in await DueAsync(_keys.Leases, Leases.Grace, max))
        {
            if (await _settlement!.FindAsync(id) is { IsPending: true } known) ended.Add(new(known.Reservation, NotDispatched: false));
            else await _link!.CallAsync(database => database.SortedSetRemoveAsync(_keys.Leases, id));
        }

        return ended;
    }

    public async ValueTask<IReadOnlyList<AccountState>> ReadAsync(IReadOnlyList<AccountAddress> accounts, CancellationToken cancellation) =>
        await _link!.CallAsync(async database => (IReadOnlyList<AccountState>)await Task.WhenAll(accounts.Select(async account =>
            StoredAccount.Read((await database.HashGetAllAsync(_keys.Account(account.Subject, account.Window.Id))).Select(field => (field.Name, field.Value))).In(account))));

    public async ValueTask<IReadOnlyList<Adjustment>> ResetAsync(AccountAddress account, IReadOnlyCollection<QuotaMeter> meters, string actor, string reason, CancellationToken cancellation)
    {
        var rolling = account.Window.Kind == WindowKind.Rolling30Days;
        var prefix = Ids.New("adj_", time);
        RedisKey[] all = [_keys.Generation, _keys.Account(account.Subject, account.Window.Id), _keys.Outbox, _keys.Sequence, _keys.OtherAccount(new(account.Subject, account.Window.Id, account.Window.Day))];
        RedisValue[] values =
        [
            account.Subject.ToString(), account.Window.Id, account.Window.Day, rolling ? account.Window.OldestDay : RedisValue.EmptyString, actor, reason, prefix, account.Window.FirstDayOfMonth,
            .. meters.Select(meter => (RedisValue)(int)meter),
        ];
        var answer = await _link!.EvalAsync(RedisScript.Reset, all, values);
        if ((string)answer[0]! == "SEED")
        {
            if (!await TryFillAsync(account.Subject, account.Window, cancellation)) throw new StoreUnreachableException("A window must be filled from the database, which does not answer.");
            answer = await _link.EvalAsync(RedisScript.Reset, all, values);
        }

        if ((string)answer[0]! != "OK") throw new StoreUnreachableException("The shared store must be rebuilt.");
        var at = DateTimeOffset.FromUnixTimeMilliseconds((long)answer[1]);
        return [.. answer.Skip(2).Chunk(3).Select((part, i) => new Adjustment(
            FormattableString.Invariant($"{prefix}-{i + 1}"), account.Subject, (QuotaMeter)(int)part[0], account.Window.Id, (int)part[1], (long)part[2], actor, reason, at))];
    }

    public ValueTask<IReadOnlyList<OutboxEntry>> TakeOutboxAsync(int max, CancellationToken cancellation) => _outbox!.TakeAsync(max, cancellation);

    public async ValueTask<long> OutboxLengthAsync(CancellationToken cancellation) => await _link!.CallAsync(database => database.StreamLengthAsync(_keys.Outbox));

    public ValueTask AcknowledgeAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation) => _outbox!.AcknowledgeAsync(entries);

    public void GiveBack(IReadOnlyList<OutboxEntry> entries) => _outbox!.GiveBack(entries);

    public async ValueTask<StoreView> ViewAsync(CancellationToken cancellation) => await new RedisView(_link!, _keys, _outbox!).ReadAsync(cancellation);

    public async ValueTask RebuildAsync(CancellationToken cancellation) => await _pulse!.RebuildAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_pulse is not null) await _pulse.DisposeAsync();
        if (_link is not null) await _link.DisposeAsync();
        _spool?.Dispose();
    }

    /// <summary>For the moment until the ledger has the row that names them; a store that is away does not stop the settlement.</summary>
    private async Task RememberCreatedAsync(CallContext context, Settlement settlement)
    {
        try
        {
            await _link!.CallAsync(database => Task.WhenAll(settlement.Created.Select(created => database.StringSetAsync(
                _keys.Object(context.Provider, created.Id), StoredJson.Write(new OwnedObject(context.Provider, created.Id, context.Organization, context.Upstream, created.Tokens)), s_memoryOfObject))));
        }
        catch (StoreUnreachableException)
        {
            // The ledger's row will name them.
        }
    }

    private async Task<IReadOnlyList<string>> DueAsync(RedisKey set, TimeSpan grace, int max)
    {
        var answer = await _link!.EvalAsync(RedisScript.Due, [_keys.Generation, set], [(long)grace.TotalMilliseconds, max]);
        return (string)answer[0]! == "OK" ? [.. answer.Skip(1).Select(member => (string)member!)] : [];
    }

    /// <summary>However many calls meet an empty window at once, it is filled once.</summary>
    private async Task<bool> TryFillAsync(Subject subject, Window window, CancellationToken cancellation)
    {
        var name = _keys.Account(subject, window.Id).ToString();
        var fill = _fills.GetOrAdd(name, _ => new Lazy<Task<bool>>(() => FillOrFailAsync(subject, window)));
        try
        {
            return await fill.Value.WaitAsync(cancellation);
        }
        finally
        {
            if (fill.Value.IsCompleted) _fills.TryRemove(new(name, fill));
        }
    }

    private async Task<bool> FillOrFailAsync(Subject subject, Window window)
    {
        try
        {
            await FillAsync(subject, window, CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or StoreUnreachableException or TimeoutException or InvalidOperationException { InnerException: System.Data.Common.DbException })
        {
            return false;
        }
    }

    /// <summary>A window that this store does not count in yet: what the ledger has, and what waits in the outbox.</summary>
    private Task<RedisResult[]> FillAsync(Subject subject, Window window, CancellationToken cancellation)
    {
        var rolling = window.Kind == WindowKind.Rolling30Days;
        var (first, last) = rolling ? (window.OldestDay, window.Day) : (window.FirstDayOfMonth, window.FirstDayOfMonth + DateTime.DaysInMonth(window.Year, window.Month) - 1);
        return _ledger!.StandStillAsync(Window.DateOfDay(first), subject, async still =>
        {
            var newest = await _link!.CallAsync(database => database.StreamRangeAsync(_keys.Outbox, count: 1, messageOrder: Order.Descending));
            var (entries, _) = await _outbox!.ReadAllAsync(newest.Length > 0 ? newest[0].Id : "0-0");
            var lacking = await still.LackingAsync([.. entries.Where(entry => StoreComparison.PostingsOf(entry).Any(posting => posting.Subject == subject))], cancellation);
            var postings = still.Sums.Select(sum => (sum.Day, sum.Posted))
                .Concat(lacking.SelectMany(StoreComparison.PostingsOf).Where(posting => posting.Subject == subject).Select(posting => (posting.Day, posting.Posted)))
                .Where(posting => posting.Day >= first && posting.Day <= last).Select(posting => new PostedSum(subject, posting.Day, posting.Posted)).ToArray();
            var sums = postings.GroupBy(posting => rolling ? posting.Day : first, posting => posting.Posted).SelectMany(day => (RedisValue[])[day.Key, RedisNumbers.Of(day.Aggregate(Amounts.Zero, (sum, posted) => sum + posted))]);
            return await _link.EvalAsync(
                RedisScript.Fill, [_keys.Generation, _keys.Account(subject, window.Id), _keys.Outbox],
                [StoredAccount.ExpiryIn(window).ToUnixTimeMilliseconds(), newest.Length > 0 ? newest[0].Id : "0-0", subject.ToString(), first, last, rolling ? 1 : 0, .. sums]);
        }, cancellation);
    }

    private async Task<T?> GetAsync<T>(RedisKey key)
        where T : class
    {
        var value = await _link!.CallAsync(database => database.StringGetAsync(key));
        return value.IsNullOrEmpty ? null : StoredJson.Read<T>((string)value!);
    }

    /// <summary>For what must not be lost while the store is away for a moment: an id that a client is about to learn.</summary>
    private async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (StoreUnreachableException) when (time.GetElapsedTime(start) < Leases.Call)
            {
                await Task.Delay(_options.Pulse, time, cancellation);
            }
        }
    }
}
