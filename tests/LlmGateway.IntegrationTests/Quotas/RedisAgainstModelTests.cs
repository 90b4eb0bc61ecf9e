using System.Collections.Immutable;
using CsCheck;
using LlmGateway.Metering;
using LlmGateway.Quotas.Embedded;
using LlmGateway.Tests.Quotas.Contract;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>Random histories told to Redis and to the state machine of the embedded store, which is the model: the same answers, rows and counters, step by step.</summary>
public sealed class RedisAgainstModelTests(RedisFixture fixture) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Redis_and_the_model_answer_the_same_to_every_history()
    {
        await using var stage = await RedisStore.StartAsync(fixture);
        await StoreStep.History(100).SampleAsync(async steps =>
        {
            await new Run(stage).PlayAsync(steps);
            await stage.WriteOutboxAsync();
        }, iter: 300, threads: 1);
    }

    private sealed class Run(RedisStore stage)
    {
        private readonly QuotaState _model = new();
        private readonly Calls _calls = new(stage);
        private readonly Dictionary<int, ReserveRequest> _requests = [];
        private readonly DateTimeOffset _now = stage.Now;
        private int _jobs;

        private Subject[] Subjects => [_calls.Key, _calls.User, _calls.Organization];

        public async Task PlayAsync(StoreStep[] steps)
        {
            foreach (var step in steps)
            {
                switch (step)
                {
                    case StoreStep.Reserve reserve: await ReserveAsync(reserve); break;
                    case StoreStep.Resolve resolve: await ResolveAsync(resolve); break;
                    case StoreStep.Bind bind: await BindAsync(bind); break;
                    case StoreStep.Reset reset: await ResetAsync(Subjects[reset.Subject]); break;
                }
            }

            foreach (var (subject, window) in Subjects.SelectMany(subject => Enum.GetValues<WindowKind>(), (subject, window) => (subject, window)))
            {
                // A window counts, or is filled, when limits name it.
                var request = _calls.Request(1, _calls.Account(subject, new() { Window = window }, version: 100));
                Assert.IsType<ReserveResult.Granted>(_model.Reserve(request, _now));
                Assert.IsType<ReserveResult.Granted>(await stage.Store.ReserveAsync(request, default));
                var address = _calls.Address(subject, window);
                var state = Assert.Single(await stage.Store.ReadAsync([address], default));
                var expected = _model.Read(subject, address.Window);
                Assert.Equal((expected.Posted, expected.Held), (state.Posted, state.Held));
            }
        }

        private async Task ReserveAsync(StoreStep.Reserve step)
        {
            var accounts = step.Subjects.Select(subject => _calls.Account(Subjects[subject], step.Limits, step.Version)).ToImmutableArray();
            var request = _requests.TryGetValue(step.Id, out var earlier) ? earlier with { Accounts = accounts, Hold = step.Hold } : _calls.Request(step.Hold, accounts);
            _requests[step.Id] = request;
            var expected = _model.Reserve(request, _now);
            var actual = await stage.Store.ReserveAsync(request, default);
            switch (expected)
            {
                case ReserveResult.Granted granted when _model.FindPending(request.ReservationId) is not null:
                    var got = Assert.IsType<ReserveResult.Granted>(actual);
                    Assert.Equal((granted.Reservation.GrantedOutputTokens, granted.Reservation.Held), (got.Reservation.GrantedOutputTokens, got.Reservation.Held));
                    Assert.Equal(Comparable(granted.Tightest), Comparable(got.Tightest));
                    Assert.Equal(granted.WouldRefuse.Select(Comparable), got.WouldRefuse.Select(Comparable));
                    break;
                case ReserveResult.Refused refused: Assert.Equal(Comparable(refused.Quota), Comparable(Assert.IsType<ReserveResult.Refused>(actual).Quota)); break;
                default: Assert.IsType(expected.GetType(), actual); break;
            }
        }

        /// <summary>Of a window in which nothing is used nothing falls out: both ends of its day are as good.</summary>
        private static QuotaExceeded? Comparable(QuotaExceeded? quota) => quota is { Used: 0 } ? quota with { ResetsAt = default } : quota;

        private async Task ResolveAsync(StoreStep.Resolve step)
        {
            if (!_requests.TryGetValue(step.Id, out var request) || _model.FindOpen(request.ReservationId) is not { } reservation) return;
            var posted = step.Kind switch { EntryKind.Void => Amounts.Zero, EntryKind.Expire => reservation.Held, _ => step.Actual };
            var settlement = new Settlement { ReservationId = reservation.Id, Kind = step.Kind, Posted = posted };
            var row = _model.Settle(reservation, settlement, _now);
            Assert.Equal(row is null ? SettleResult.AlreadyResolved : SettleResult.Applied, await stage.Store.SettleAsync(reservation, settlement, default));
        }

        private async Task BindAsync(StoreStep.Bind step)
        {
            if (!_requests.TryGetValue(step.Id, out var request) || _model.FindPending(request.ReservationId) is not { Reservation: var reservation }) return;
            var jobs = Enumerable.Range(0, step.Jobs).Select(_ => _calls.Job(reservation, $"{request.ReservationId}-{_jobs++}")).ToImmutableArray();
            var parts = _model.Bind(reservation.Id, jobs, _now.AddHours(72));
            Assert.Equal(parts.Select(part => part.Id), (await stage.Store.BindJobsAsync(reservation.Id, jobs, TimeSpan.FromHours(72), default)).Select(job => job.ReservationId));
            foreach (var part in parts) Assert.Equal(part.Held, (await stage.Store.FindAsync(part.Id, default))!.Held);
        }

        private async Task ResetAsync(Subject subject)
        {
            var address = _calls.Address(subject);
            foreach (var (day, posted) in _model.PostedByDay(subject, address.Window)) _model.Post(subject, day, Amounts.Zero - posted);
            await stage.Store.ResetAsync(address, [.. QuotaMeters.All], "test", "a step", default);
        }
    }
}
