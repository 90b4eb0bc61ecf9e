using System.Collections.Immutable;
using CsCheck;
using LlmGateway.Metering;
using LlmGateway.Quotas.Embedded;
using LlmGateway.Tests.Quotas.Contract;

namespace LlmGateway.Tests.Quotas;

/// <summary>
/// Random histories of the state machine against a model that keeps nothing but lists: what is open, and what was booked. After every step counters are
/// sums of those lists, nothing was admitted above a strict limit, a refusal changed nothing, and each reservation ended once.
/// </summary>
public sealed class QuotaStateModelTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Counters_are_the_sums_of_what_is_open_and_what_was_booked()
    {
        StoreStep.History(120).Sample(steps => new Run().Play(steps), iter: 300);
    }

    private sealed class Run
    {
        private static readonly Subject[] s_subjects = [Subject.Key("k"), Subject.User("o", "u"), Subject.Organization("o")];

        private readonly QuotaState _state = new();
        private readonly Dictionary<string, Reservation> _open = [];
        private readonly Dictionary<string, Reservation> _expired = [];
        private readonly HashSet<string> _ended = [];
        private readonly List<(Subject Subject, Amounts Delta)> _booked = [];
        private int _jobs;
        private readonly Dictionary<Subject, (EffectiveLimits Limits, long Version)> _limits = [];

        public void Play(StoreStep[] steps)
        {
            foreach (var step in steps)
            {
                switch (step)
                {
                    case StoreStep.Reserve reserve: Reserve(reserve); break;
                    case StoreStep.Resolve resolve: Resolve(resolve); break;
                    case StoreStep.Bind bind: Bind(bind); break;
                    case StoreStep.Reset reset: Reset(s_subjects[reset.Subject]); break;
                }

                AssertCounters();
            }
        }

        private void Reserve(StoreStep.Reserve step)
        {
            var id = $"r{step.Id}";
            var effective = EffectiveLimits.Resolve(step.Limits, null);
            ImmutableArray<QuotaAccount> accounts = [.. step.Subjects.Select(subject => new QuotaAccount(s_subjects[subject], Window.At(WindowKind.CalendarMonth, s_now, TimeZoneInfo.Utc), effective, step.Version))];
            var result = _state.Reserve(new() { ReservationId = id, Accounts = accounts, Hold = step.Hold, Context = Context(), Lease = TimeSpan.FromMinutes(1) }, s_now);
            if (_ended.Contains(id) || _expired.ContainsKey(id)) { Assert.IsType<ReserveResult.Unavailable>(result); return; }
            if (_open.TryGetValue(id, out var known)) { Assert.Equal(known, Assert.IsType<ReserveResult.Granted>(result).Reservation); return; }

            foreach (var account in accounts)
            {
                if (!_limits.TryGetValue(account.Subject, out var newest) || account.PolicyVersion > newest.Version) _limits[account.Subject] = (effective, account.PolicyVersion);
            }

            if (result is ReserveResult.Granted { Reservation: var reservation })
            {
                AssertWithinLimits(accounts, reservation.Held);
                Assert.Equal(step.Hold.At(reservation.GrantedOutputTokens), reservation.Held);
                Assert.InRange(reservation.GrantedOutputTokens, step.Hold.Least, step.Hold.Want);
                _open.Add(id, reservation);
            }
            else
            {
                // The least did not fit: the limit that is named is over by it.
                var quota = Assert.IsType<ReserveResult.Refused>(result).Quota;
                Assert.True(quota.Requested > quota.Remaining);
                Assert.Equal(quota.Limit - Posted(quota.Subject)[Meter(quota)] - Held(quota.Subject)[Meter(quota)], quota.Remaining);
            }
        }

        private void AssertWithinLimits(ImmutableArray<QuotaAccount> accounts, Amounts held)
        {
            foreach (var account in accounts)
            {
                var (newest, version) = _limits[account.Subject];
                var limits = account.PolicyVersion == version ? account.Limits : newest;
                if (limits.Enforcement == Enforcement.Shadow) continue;
                foreach (var meter in QuotaMeters.All.Where(meter => held[meter] > 0 && limits[meter] is not null))
                {
                    Assert.True(Posted(account.Subject)[meter] + Held(account.Subject)[meter] + held[meter] <= limits[meter]);
                }
            }
        }

        private void Resolve(StoreStep.Resolve step)
        {
            var id = $"r{step.Id}";
            if (!_open.TryGetValue(id, out var reservation) && !_expired.TryGetValue(id, out reservation)) return;
            var posted = step.Kind switch { EntryKind.Void => Amounts.Zero, EntryKind.Expire => reservation.Held, _ => step.Actual };
            var row = _state.Settle(reservation, new() { ReservationId = id, Kind = step.Kind, Posted = posted }, s_now);
            if (_expired.ContainsKey(id))
            {
                Assert.Equal(step.Kind == EntryKind.Settle, row is not null);
                if (row is null) return;
                Assert.Equal(posted - reservation.Held, row.Delta);
                _expired.Remove(id);
            }
            else
            {
                Assert.Equal(posted, row!.Delta);
                _open.Remove(id);
            }

            if (step.Kind == EntryKind.Expire) _expired[id] = reservation;
            else _ended.Add(id);
            foreach (var account in reservation.Accounts) _booked.Add((account.Subject, row.Delta));
        }

        private void Bind(StoreStep.Bind step)
        {
            var id = $"r{step.Id}";
            if (!_open.TryGetValue(id, out var reservation)) return;
            var jobs = Enumerable.Range(0, step.Jobs).Select(i => new JobBinding("p", $"job-{_jobs++}", id, "o", "k", "default", "/", "p.job", s_now, 200)).ToImmutableArray();
            var parts = _state.Bind(id, jobs, s_now.AddHours(72));
            Assert.Equal(reservation.Held, parts.Aggregate(Amounts.Zero, (sum, part) => sum + part.Held));
            foreach (var part in parts) _open[part.Id] = part;
        }

        private void Reset(Subject subject)
        {
            foreach (var (day, posted) in _state.PostedByDay(subject, Window.At(WindowKind.CalendarMonth, s_now, TimeZoneInfo.Utc)))
            {
                _state.Post(subject, day, Amounts.Zero - posted);
                _booked.Add((subject, Amounts.Zero - posted));
            }
        }

        private void AssertCounters()
        {
            foreach (var subject in s_subjects)
            {
                var state = _state.Read(subject, Window.At(WindowKind.CalendarMonth, s_now, TimeZoneInfo.Utc));
                Assert.Equal((Posted(subject), Held(subject)), (state.Posted, state.Held));
            }

            Assert.Equal(_open.Count, _state.Pending.Count);
        }

        private Amounts Posted(Subject subject) => _booked.Where(row => row.Subject == subject).Aggregate(Amounts.Zero, (sum, row) => sum + row.Delta);

        private Amounts Held(Subject subject) => _open.Values.Where(open => open.Accounts.Any(account => account.Subject == subject)).Aggregate(Amounts.Zero, (sum, open) => sum + open.Held);

        private static QuotaMeter Meter(QuotaExceeded quota) => QuotaMeters.TryParse(quota.Meter, out var meter) ? meter : throw new InvalidOperationException(quota.Meter);

        private static CallContext Context() => new()
        {
            RequestId = "req",
            Organization = "o",
            ApiKey = "k",
            Provider = "p",
            Upstream = "default",
            Operation = "p.chat",
            OperationType = OperationType.LlmCall,
            Model = "m",
            BoundKind = BoundKind.Proven,
            TimeZone = "UTC",
        };
    }
}
