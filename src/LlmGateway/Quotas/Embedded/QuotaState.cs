using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LlmGateway.Metering;
using LlmGateway.Quotas.Consistency;

namespace LlmGateway.Quotas.Embedded;

/// <summary>
/// Counters and reservations as a state machine in memory: reserve, then exactly one of settle, void and expire; a settle after an expiry posts the
/// difference. No clock, no disk, no lock of its own. The embedded store runs on it, and the script store is tested against it.
/// </summary>
internal sealed class QuotaState
{
    /// <summary>How long a repetition of a settlement is recognised. Expiries are remembered as long as their usage can still become known.</summary>
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_memoryOfExpiry = TimeSpan.FromDays(40);

    private readonly Dictionary<(Subject Subject, string Window), WindowCounters> _windows = [];
    private readonly Dictionary<Subject, RateCounters> _rates = [];
    private readonly Dictionary<string, PendingReservation> _pending = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResolvedReservation> _resolved = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset At, string Id)> _forget = new();
    private readonly PriorityQueue<string, DateTimeOffset> _forgetExpired = new();

    public IReadOnlyCollection<PendingReservation> Pending => _pending.Values;

    public PendingReservation? FindPending(string reservationId) => _pending.GetValueOrDefault(reservationId);

    /// <summary>A reservation that can still be settled: pending, or expired and not corrected yet.</summary>
    public Reservation? FindOpen(string reservationId)
    {
        if (_pending.TryGetValue(reservationId, out var pending)) return pending.Reservation;
        return _resolved.TryGetValue(reservationId, out var resolved) && resolved.Kind == EntryKind.Expire ? resolved.Reservation : null;
    }

    public ReserveResult Reserve(ReserveRequest request, DateTimeOffset now)
    {
        Forget(now);
        if (_pending.TryGetValue(request.ReservationId, out var known)) return new ReserveResult.Granted(known.Reservation, null, []);
        if (_resolved.ContainsKey(request.ReservationId)) return new ReserveResult.Unavailable("The reservation was resolved before it was made.");
        foreach (var account in request.Accounts)
        {
            if (now < account.Window.Start || now >= account.Window.End) return new ReserveResult.WindowMoved(now);
        }

        var views = View(request.Accounts);
        var grant = Grant.Decide(views, request.Hold);
        if (grant.Refused is { } exceeded) return new ReserveResult.Refused(exceeded, Rate: false);
        if (RefuseRates(views, request.ExpectedTokens, now) is { } rated) return rated;

        var reservation = new Reservation
        {
            Id = request.ReservationId,
            AdmittedAt = now,
            GrantedOutputTokens = grant.Tokens,
            Held = grant.Held,
            Accounts = ImmutableArray.CreateRange(request.Accounts, HeldAccount.Of),
            Context = request.Context,
        };
        Admit(reservation, views, request, now);
        return new ReserveResult.Granted(reservation, grant.Tightest, grant.WouldRefuse);
    }

    /// <summary>Puts back a reservation that was granted before (a restart, a lost store), whatever the limits say now.</summary>
    public PendingReservation Restore(Reservation reservation, DateTimeOffset leaseEnds)
    {
        var pending = new PendingReservation(reservation) { LeaseEnds = leaseEnds };
        if (_pending.TryAdd(reservation.Id, pending)) Hold(reservation, reservation.Held);
        return _pending[reservation.Id];
    }

    /// <summary>Resolves a reservation; the row to be booked, or null if nothing changed.</summary>
    public LedgerRow? Settle(Reservation reservation, Settlement settlement, DateTimeOffset now)
    {
        var earlier = Amounts.Zero;
        string? jobId = null;
        if (_resolved.TryGetValue(reservation.Id, out var resolved))
        {
            if (resolved.Kind != EntryKind.Expire || settlement.Kind != EntryKind.Settle) return null;
            (earlier, jobId) = (resolved.Posted, resolved.JobId);
        }
        else if (_pending.Remove(reservation.Id, out var pending))
        {
            (reservation, jobId) = (pending.Reservation, pending.Job?.JobId);
            Hold(reservation, Amounts.Zero - reservation.Held);
            Release(pending);
            foreach (var subject in pending.Rated) _rates[subject].Correct(pending.Minute, settlement.Posted.Tokens - pending.ExpectedTokens, now);
        }
        else if (settlement.Kind == EntryKind.Expire)
        {
            return null;
        }

        var delta = settlement.Posted - earlier;
        foreach (var account in reservation.Accounts) Post(account.Subject, account.Day, delta);
        Remember(reservation, settlement, jobId, now);
        return new() { Reservation = reservation, Settlement = settlement, Delta = delta, JobId = jobId };
    }

    /// <summary>Ties jobs to a pending reservation, which is split evenly among several. The reservations as they are afterwards; empty if it is not pending.</summary>
    public ImmutableArray<Reservation> Bind(string reservationId, ImmutableArray<JobBinding> jobs, DateTimeOffset leaseEnds)
    {
        if (!_pending.TryGetValue(reservationId, out var first)) return [];
        Release(first);
        var parts = JobShares.Split(first.Reservation, jobs);
        for (var i = 0; i < jobs.Length; i++)
        {
            var pending = i == 0 ? first : _pending[parts[i].Id] = new(parts[i]) { Dispatched = true };
            pending.Reservation = parts[i];
            pending.Job = jobs[i] with { ReservationId = parts[i].Id };
            pending.LeaseEnds = leaseEnds;
            pending.Looks = 0;
            pending.NextLook = jobs[i].BoundAt + JobLooks.First;
        }

        return parts;
    }

    public void Renew(string reservationId, DateTimeOffset leaseEnds)
    {
        if (_pending.TryGetValue(reservationId, out var pending) && pending.LeaseEnds < leaseEnds) pending.LeaseEnds = leaseEnds;
    }

    /// <summary>Moves the upstream account's share of a hold to another upstream key's account; null if that has no room.</summary>
    public Reservation? Move(string reservationId, QuotaAccount upstream)
    {
        if (!_pending.TryGetValue(reservationId, out var pending)) return null;
        var reservation = pending.Reservation;
        var views = View([upstream]);
        if (Grant.Decide(views, new(reservation.Held, Amounts.Zero, 0, 0)).Refused is not null) return null;

        var moved = reservation.MovedTo(upstream);
        var left = reservation.Accounts[^1];
        Hold(left, Amounts.Zero - reservation.Held);
        Hold(moved.Accounts[^1], reservation.Held);
        if (pending.Slots.Contains(left.Subject)) _rates[left.Subject].Parallel--;
        (pending.Slots, pending.Rated) = (pending.Slots.Remove(left.Subject), pending.Rated.Remove(left.Subject));
        pending.Reservation = moved;
        return moved;
    }

    public AccountState Read(Subject subject, Window window)
    {
        if (!_windows.TryGetValue((subject, window.Id), out var counters)) return new(subject, window, Amounts.Zero, Amounts.Zero, window.End);
        if (window.Kind == WindowKind.Rolling30Days) counters.Prune(window.OldestDay);
        return new(subject, window, counters.Posted, counters.Held, counters.ResetsAt(window));
    }

    /// <summary>What was posted by day, for a reset that leaves every day at zero.</summary>
    public IReadOnlyCollection<KeyValuePair<int, Amounts>> PostedByDay(Subject subject, Window window) =>
        _windows.TryGetValue((subject, window.Id), out var counters) ? [.. counters.ByDay(window.Day)] : [];

    /// <summary>Counts in the month and in the rolling window, so that a subject may change from one to the other.</summary>
    /// <param name="firstMonth">Older months are left alone; by default none is.</param>
    public void Post(Subject subject, int day, Amounts delta, string firstMonth = "")
    {
        var month = Window.MonthOf(day);
        if (string.CompareOrdinal(month, firstMonth) >= 0) Counters(subject, month, rolling: false).Post(day, delta);
        Counters(subject, Window.RollingId, rolling: true).Post(day, delta);
    }

    /// <summary>Every window as it is counted, for a comparison.</summary>
    public IEnumerable<CountedAccount> Counted(long sequence)
    {
        var reserved = _pending.Values.SelectMany(pending => pending.Reservation.Accounts.Select(account => (Key: (account.Subject, account.WindowId), pending.Reservation.Held)))
            .GroupBy(hold => hold.Key).ToDictionary(holds => holds.Key, holds => holds.Aggregate(Amounts.Zero, (sum, hold) => sum + hold.Held));
        return _windows.Select(window => new CountedAccount(
            window.Key.Subject, window.Key.Window, window.Value.Posted, window.Value.Held, reserved.GetValueOrDefault((window.Key.Subject, window.Key.Window)),
            window.Value.Days.ToImmutableSortedDictionary(), sequence, IsInForce: true));
    }

    /// <summary>Counts anew. Months before <paramref name="firstMonth"/> keep what was posted: the sums do not reach back to their beginning.</summary>
    public void Recount(string firstMonth, IEnumerable<(Subject Subject, int Day, Amounts Posted)> postings)
    {
        foreach (var ((_, window), counters) in _windows)
        {
            if (window == Window.RollingId || string.CompareOrdinal(window, firstMonth) >= 0) counters.Clear();
            else counters.Held = Amounts.Zero;
        }

        foreach (var (subject, day, posted) in postings) Post(subject, day, posted, firstMonth);
        foreach (var pending in _pending.Values) Hold(pending.Reservation, pending.Reservation.Held);
    }

    private void Admit(Reservation reservation, AccountView[] views, ReserveRequest request, DateTimeOffset now)
    {
        Hold(reservation, reservation.Held);
        var rated = Subjects(views, limits => limits.RequestsPerMinute is not null || limits.TokensPerMinute is not null);
        var slots = Subjects(views, limits => limits.MaxParallelRequests is not null);
        foreach (var subject in rated) Rates(subject).Admit(request.ExpectedTokens, now);
        foreach (var subject in slots) Rates(subject).Parallel++;
        _pending.Add(reservation.Id, new(reservation)
        {
            LeaseEnds = now + request.Lease,
            Rated = rated,
            Slots = slots,
            Minute = RateCounters.MinuteOf(now),
            ExpectedTokens = request.ExpectedTokens,
        });
    }

    private AccountView[] View(ImmutableArray<QuotaAccount> accounts)
    {
        var views = new AccountView[accounts.Length];
        for (var i = 0; i < views.Length; i++)
        {
            var (subject, window, limits, version) = accounts[i];
            var counters = Counters(subject, window.Id, window.Kind == WindowKind.Rolling30Days);
            if (window.Kind == WindowKind.Rolling30Days) counters.Prune(window.OldestDay);
            views[i] = new(subject, counters.Learn(limits, version), counters.Posted, counters.Held, counters.ResetsAt(window));
        }

        return views;
    }

    private ReserveResult.Refused? RefuseRates(AccountView[] views, long expectedTokens, DateTimeOffset now)
    {
        foreach (var view in views)
        {
            if (view.Limits is not { LimitsRates: true, Enforcement: Enforcement.Strict }) continue;
            if (Rates(view.Subject).Refuse(view.Subject, view.Limits, expectedTokens, now) is { } refused) return refused;
        }

        return null;
    }

    private void Hold(Reservation reservation, Amounts delta)
    {
        foreach (var account in reservation.Accounts) Hold(account, delta);
    }

    private void Hold(HeldAccount account, Amounts delta) => Counters(account.Subject, account.WindowId, account.IsRolling).Held += delta;

    private void Release(PendingReservation pending)
    {
        foreach (var subject in pending.Slots) _rates[subject].Parallel--;
        pending.Slots = [];
    }

    private void Remember(Reservation reservation, Settlement settlement, string? jobId, DateTimeOffset now)
    {
        var expired = settlement.Kind == EntryKind.Expire;
        var until = now + (expired ? s_memoryOfExpiry : s_memory);
        _resolved[reservation.Id] = new(settlement.Kind, settlement.Posted, expired ? reservation : null, jobId, until);
        if (expired) _forgetExpired.Enqueue(reservation.Id, until);
        else _forget.Enqueue((until, reservation.Id));
    }

    private void Forget(DateTimeOffset now)
    {
        while (_forget.TryPeek(out var oldest) && oldest.At <= now) _resolved.Remove(_forget.Dequeue().Id);
        while (_forgetExpired.TryPeek(out var id, out var at) && at <= now)
        {
            _forgetExpired.Dequeue();
            if (_resolved.TryGetValue(id, out var resolved) && resolved.ForgottenAt <= now) _resolved.Remove(id);
        }
    }

    private WindowCounters Counters(Subject subject, string window, bool rolling)
    {
        ref var counters = ref CollectionsMarshal.GetValueRefOrAddDefault(_windows, (subject, window), out _);
        return counters ??= new WindowCounters(rolling);
    }

    private RateCounters Rates(Subject subject)
    {
        ref var rates = ref CollectionsMarshal.GetValueRefOrAddDefault(_rates, subject, out _);
        return rates ??= new RateCounters();
    }

    private static ImmutableArray<Subject> Subjects(AccountView[] views, Func<EffectiveLimits, bool> have) =>
        Array.Exists(views, view => view.Limits.LimitsRates) ? [.. views.Where(view => have(view.Limits)).Select(view => view.Subject)] : [];
}
