using LlmGateway.Metering;
using LlmGateway.Quotas;

namespace LlmGateway.Tests.Quotas.Contract;

/// <summary>What every quota store must do. One suite, run against each implementation.</summary>
public abstract class QuotaStoreContract : IAsyncLifetime
{
    private Calls _calls = null!;

    protected abstract Task<StoreUnderTest> StartAsync();

    private protected StoreUnderTest Stage { get; private set; } = null!;

    private IQuotaStore Store => Stage.Store;

    public async ValueTask InitializeAsync()
    {
        Stage = await StartAsync();
        _calls = new(Stage);
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_granted_call_is_held_on_every_account_until_it_is_settled()
    {
        var reservation = await GrantedAsync(_calls.Request(100, [.. _calls.All.Select(subject => _calls.Account(subject))]));
        foreach (var subject in _calls.All) await AssertCountersAsync(subject, posted: new(), held: new(Tokens: 100, Calls: 1));

        Assert.Equal(SettleResult.Applied, await Store.SettleAsync(reservation, Calls.Settle(reservation, 70), default));
        foreach (var subject in _calls.All) await AssertCountersAsync(subject, posted: new(Tokens: 70, Calls: 1), held: new());
    }

    [Fact]
    public async Task A_refusal_names_the_limit_and_leaves_nothing_anywhere()
    {
        var accounts = new[]
        {
            _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 1000 }), _calls.Account(_calls.User, new() { MonthlyTokenLimit = 99 }), _calls.Account(_calls.Organization),
        };
        var refused = Assert.IsType<ReserveResult.Refused>(await Store.ReserveAsync(_calls.Request(100, [.. accounts]), default));

        Assert.False(refused.Rate);
        Assert.Equal((_calls.User, "tokens", 99, 0, 0, 99, 100), (refused.Quota.Subject, refused.Quota.Meter, refused.Quota.Limit, refused.Quota.Used, refused.Quota.Held, refused.Quota.Remaining, refused.Quota.Requested));
        Assert.Equal(accounts[1].Window.End, refused.Quota.ResetsAt);
        foreach (var account in accounts) await AssertCountersAsync(account.Subject, new(), new());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(141)]
    [InlineData(999)]
    public async Task A_thousand_calls_at_once_get_exactly_the_room_there_is(int room)
    {
        var accounts = _calls.All.Select(subject => _calls.Account(subject, subject == _calls.Team ? new() { MonthlyTokenLimit = (7 * room) + 6 } : null)).ToArray();
        if (room == 0) accounts[2] = _calls.Account(_calls.Team, new() { MonthlyTokenLimit = 6 });
        var results = await Calls.AtOnceAsync(1000, _ => Store.ReserveAsync(_calls.Request(7, [.. accounts]), default));

        Assert.Equal(room, results.Count(result => result is ReserveResult.Granted));
        Assert.Equal(1000 - room, results.Count(result => result is ReserveResult.Refused));
        foreach (var subject in _calls.All) await AssertCountersAsync(subject, new(), new(Tokens: 7 * room, Calls: room));
    }

    [Fact]
    public async Task Calls_at_once_are_told_what_remains_one_after_the_other()
    {
        var key = _calls.Account(_calls.Key, new() { MonthlyCallLimit = 141 });
        var organization = _calls.Account(_calls.Organization);
        var results = await Calls.AtOnceAsync(200, _ => Store.ReserveAsync(_calls.Request(7, key, organization), default));

        Assert.Equal(Enumerable.Range(0, 141).Select(remaining => (long)remaining), results.OfType<ReserveResult.Granted>().Select(granted => granted.Tightest!.Remaining).Order());
        Assert.All(results.OfType<ReserveResult.Refused>(), refused => Assert.Equal((141, 0), (refused.Quota.Held, refused.Quota.Remaining)));
    }

    [Fact]
    public async Task Output_granted_to_calls_at_once_is_a_quarter_of_what_each_of_them_met()
    {
        var key = _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 100_000 });
        var hold = new Hold(new(Tokens: 10, Calls: 1), new(Tokens: 1), Want: 9000, Least: 1);
        var results = await Calls.AtOnceAsync(100, _ => Store.ReserveAsync(_calls.Request(hold, key), default));

        var (room, expected) = (100_000L, new List<long>());
        for (var i = 0; i < 100 && room >= 11; i++)
        {
            expected.Add(Math.Max(1, Math.Min(9000, (room - 10) / 4)));
            room -= 10 + expected[^1];
        }

        Assert.Equal(expected.Order(), results.OfType<ReserveResult.Granted>().Select(granted => granted.Reservation.GrantedOutputTokens).Order());
        await AssertCountersAsync(_calls.Key, new(), new(Tokens: 100_000 - room, Calls: expected.Count));
    }

    [Theory]
    [InlineData(WindowKind.CalendarMonth)]
    [InlineData(WindowKind.Rolling30Days)]
    public async Task Calls_of_many_subjects_that_end_at_once_each_in_its_way_leave_every_counter_right(WindowKind window)
    {
        var limits = new SubjectLimits { Window = window, MonthlyTokenLimit = 1_000_000 };
        Subject[] users = [.. Enumerable.Range(0, 5).Select(i => Subject.User(_calls.Organization.Id, $"user{i}"))];
        var results = await Calls.AtOnceAsync(120, i => Store.ReserveAsync(_calls.Request(10, _calls.Account(_calls.Key), _calls.Account(users[i % 5], limits), _calls.Account(_calls.Organization, limits)), default));
        var reservations = results.Select(result => Assert.IsType<ReserveResult.Granted>(result).Reservation).ToArray();

        // Of six calls in a row one is voided, one expires, one is settled twice, the others once.
        await Calls.AtOnceAsync(120, i => EndAsync(reservations[i], i % 6));
        await Calls.AtOnceAsync(20, i => EndAsync(reservations[i * 6], 0));

        var posted = new Amounts(Tokens: (20 * 10) + (80 * 7), Calls: 100);
        await AssertCountersAsync(_calls.Key, posted, new());
        foreach (var subject in users.Append(_calls.Organization))
        {
            var state = Assert.Single(await Store.ReadAsync([_calls.Address(subject, window)], default));
            var share = subject == _calls.Organization ? posted : new(Tokens: posted.Tokens / 5, Calls: posted.Calls / 5);
            Assert.Equal((share, Amounts.Zero), (state.Posted, state.Held));
        }

        var rows = (await OutboxAsync()).OfType<OutboxEntry.Row>().ToArray();
        Assert.Equal(Enumerable.Range(0, 120).Select(i => rows[0].Sequence + i), rows.Select(row => row.Sequence));
        Assert.Equal(reservations.Select(reservation => reservation.Id).Order(), rows.Select(row => row.LedgerRow.Reservation.Id).Order());

        async ValueTask<SettleResult> EndAsync(Reservation reservation, int way) => way switch
        {
            0 => await Store.SettleAsync(reservation, Calls.Settle(reservation, 0, EntryKind.Void), default),
            1 => await Store.SettleAsync(reservation, Calls.Settle(reservation, 10, EntryKind.Expire), default),
            2 => (await Task.WhenAll(Store.SettleAsync(reservation, Calls.Settle(reservation, 7), default).AsTask(), Store.SettleAsync(reservation, Calls.Settle(reservation, 7), default).AsTask()))[0],
            _ => await Store.SettleAsync(reservation, Calls.Settle(reservation, 7), default),
        };
    }

    [Fact]
    public async Task Parallel_slots_are_taken_and_given_back_at_once_and_none_is_lost()
    {
        var (key, user) = (_calls.Account(_calls.Key), _calls.Account(_calls.User, new() { MaxParallelRequests = 50 }));
        for (var round = 0; round < 2; round++)
        {
            var results = await Calls.AtOnceAsync(150, _ => Store.ReserveAsync(_calls.Request(1, key, user), default));
            var granted = results.OfType<ReserveResult.Granted>().Select(result => result.Reservation).ToArray();
            Assert.Equal(50, granted.Length);
            Assert.All(results.OfType<ReserveResult.Refused>(), refused => Assert.Equal((_calls.User, "parallel", 50L), (refused.Quota.Subject, refused.Quota.Meter, refused.Quota.Used)));
            await Calls.AtOnceAsync(50, i => Store.SettleAsync(granted[i], Calls.Settle(granted[i], 1), default));
        }
    }

    [Fact]
    public async Task Output_is_granted_by_a_quarter_of_what_remains_and_at_least_the_least()
    {
        var account = _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 10_000 });
        var first = await GrantAsync(new Hold(new(Tokens: 400, Calls: 1), new(Tokens: 1), Want: 9000, Least: 1000), account);
        Assert.Equal((2400, 2800), (first.GrantedOutputTokens, first.Held.Tokens)); // (10,000 - 400) / 4

        var second = await GrantAsync(new Hold(new(Tokens: 200, Calls: 1), new(Tokens: 1), Want: 9000, Least: 5000), account);
        Assert.Equal((5000, 5200), (second.GrantedOutputTokens, second.Held.Tokens)); // a quarter is too little, the least still fits

        var third = await Store.ReserveAsync(_calls.Request(new Hold(new(Calls: 1), new(Tokens: 1), Want: 2001, Least: 2001), account), default);
        Assert.Equal(2001, Assert.IsType<ReserveResult.Refused>(third).Quota.Requested);
        var fourth = await GrantAsync(new Hold(new(Calls: 1), new(Tokens: 1), Want: 2000, Least: 2000), account);
        Assert.Equal(2000, fourth.GrantedOutputTokens);
    }

    [Fact]
    public async Task The_tightest_of_several_meters_governs_the_grant()
    {
        var key = _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 1_000_000, MonthlyCostLimit = 8000 });
        var reservation = await GrantAsync(new Hold(new(Tokens: 10, Calls: 1, Cost: 800), new(Tokens: 1, Cost: 3), Want: 100_000, Least: 10), key);
        Assert.Equal((600, 2600, 610), (reservation.GrantedOutputTokens, reservation.Held.Cost, reservation.Held.Tokens)); // (8,000 - 800) / (4 x 3)
    }

    [Fact]
    public async Task The_tightest_limit_is_told_as_it_is_after_the_hold()
    {
        var key = _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 1000, MonthlyCallLimit = 3 });
        var granted = Assert.IsType<ReserveResult.Granted>(await Store.ReserveAsync(_calls.Request(500, key, _calls.Account(_calls.User, new() { MonthlyTokenLimit = 900 })), default));
        Assert.Equal((_calls.User, "tokens", 900, 0, 500, 400), (granted.Tightest!.Subject, granted.Tightest.Meter, granted.Tightest.Limit, granted.Tightest.Used, granted.Tightest.Held, granted.Tightest.Remaining));
    }

    [Fact]
    public async Task Shadow_limits_refuse_nothing_and_say_what_they_would_have_refused()
    {
        var shadow = _calls.Account(_calls.User, new() { MonthlyTokenLimit = 10, Enforcement = Enforcement.Shadow });
        var granted = Assert.IsType<ReserveResult.Granted>(await Store.ReserveAsync(_calls.Request(100, _calls.Account(_calls.Key), shadow), default));
        var would = Assert.Single(granted.WouldRefuse);
        Assert.Equal((_calls.User, "tokens", 10, 100), (would.Subject, would.Meter, would.Limit, would.Requested));
    }

    [Fact]
    public async Task The_same_reservation_again_is_the_same_reservation()
    {
        var request = _calls.Request(100);
        var first = await GrantedAsync(request);
        var second = await GrantedAsync(request);
        Assert.Equal(first.Held, second.Held);
        await AssertCountersAsync(_calls.Key, new(), new(Tokens: 100, Calls: 1));
    }

    [Fact]
    public async Task Several_settlements_at_once_have_one_effect()
    {
        var reservation = await GrantedAsync(_calls.Request(100));
        var results = await Calls.AtOnceAsync(5, _ => Store.SettleAsync(reservation, Calls.Settle(reservation, 70), default));
        Assert.Equal(1, results.Count(result => result == SettleResult.Applied));
        await AssertCountersAsync(_calls.Key, new(Tokens: 70, Calls: 1), new());
        Assert.Single(await RowsAsync(reservation.Id));
    }

    [Fact]
    public async Task A_void_gives_everything_back_and_a_settle_after_it_changes_nothing()
    {
        var reservation = await GrantedAsync(_calls.Request(100));
        Assert.Equal(SettleResult.Applied, await Store.SettleAsync(reservation, Calls.Settle(reservation, 0, EntryKind.Void), default));
        Assert.Equal(SettleResult.AlreadyResolved, await Store.SettleAsync(reservation, Calls.Settle(reservation, 70), default));
        await AssertCountersAsync(_calls.Key, new(), new());
        Assert.Equal(EntryKind.Void, Assert.Single(await RowsAsync(reservation.Id)).Settlement.Kind);
    }

    [Fact]
    public async Task A_void_after_a_settle_changes_nothing()
    {
        var reservation = await GrantedAsync(_calls.Request(100));
        await Store.SettleAsync(reservation, Calls.Settle(reservation, 70), default);
        Assert.Equal(SettleResult.AlreadyResolved, await Store.SettleAsync(reservation, Calls.Settle(reservation, 0, EntryKind.Void), default));
        await AssertCountersAsync(_calls.Key, new(Tokens: 70, Calls: 1), new());
    }

    [Fact]
    public async Task A_settle_after_an_expiry_posts_the_difference_once()
    {
        var reservation = await GrantedAsync(_calls.Request(40));
        Assert.Equal(SettleResult.Applied, await Store.SettleAsync(reservation, Calls.Settle(reservation, 40, EntryKind.Expire), default));
        await AssertCountersAsync(_calls.Key, new(Tokens: 40, Calls: 1), new());
        Assert.Equal(SettleResult.Applied, await Store.SettleAsync(reservation, Calls.Settle(reservation, 55), default));
        Assert.Equal(SettleResult.AlreadyResolved, await Store.SettleAsync(reservation, Calls.Settle(reservation, 60), default));

        await AssertCountersAsync(_calls.Key, new(Tokens: 55, Calls: 1), new());
        var rows = await RowsAsync(reservation.Id);
        Assert.Equal([(EntryKind.Expire, 40L, 1L), (EntryKind.Settle, 15L, 0L)], rows.Select(row => (row.Settlement.Kind, row.Delta.Tokens, row.Delta.Calls)));
    }

    [Fact]
    public async Task An_expiry_after_a_settle_or_of_an_unknown_reservation_changes_nothing()
    {
        var reservation = await GrantedAsync(_calls.Request(40));
        await Store.SettleAsync(reservation, Calls.Settle(reservation, 30), default);
        Assert.Equal(SettleResult.AlreadyResolved, await Store.SettleAsync(reservation, Calls.Settle(reservation, 40, EntryKind.Expire), default));
        var unknown = reservation with { Id = Calls.NewId() };
        Assert.Equal(SettleResult.AlreadyResolved, await Store.SettleAsync(unknown, Calls.Settle(unknown, 40, EntryKind.Expire), default));
        await AssertCountersAsync(_calls.Key, new(Tokens: 30, Calls: 1), new());
    }

    [Fact]
    public async Task A_reservation_that_was_voided_before_it_was_made_is_never_made()
    {
        var request = _calls.Request(40);
        var never = new Reservation { Id = request.ReservationId, AdmittedAt = Stage.Now, GrantedOutputTokens = 0, Held = new(Tokens: 40, Calls: 1), Accounts = [.. request.Accounts.Select(HeldAccount.Of)], Context = request.Context };
        await Store.SettleAsync(never, Calls.Settle(never, 0, EntryKind.Void), default);
        Assert.IsType<ReserveResult.Unavailable>(await Store.ReserveAsync(request, default));
        await AssertCountersAsync(_calls.Key, new(), new());
    }

    [Fact]
    public async Task A_settlement_of_a_reservation_that_the_store_lost_is_posted_in_full()
    {
        var request = _calls.Request(40);
        var lost = new Reservation { Id = request.ReservationId, AdmittedAt = Stage.Now, GrantedOutputTokens = 0, Held = new(Tokens: 40, Calls: 1), Accounts = [.. request.Accounts.Select(HeldAccount.Of)], Context = request.Context };
        Assert.Equal(SettleResult.Applied, await Store.SettleAsync(lost, Calls.Settle(lost, 30), default));
        await AssertCountersAsync(_calls.Key, new(Tokens: 30, Calls: 1), new());
        Assert.Equal(30, Assert.Single(await RowsAsync(lost.Id)).Delta.Tokens);
    }

    [Fact]
    public async Task More_than_was_held_is_posted_in_full_and_the_next_call_is_refused()
    {
        var key = _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 100 });
        var reservation = await GrantedAsync(_calls.Request(50, key));
        await Store.SettleAsync(reservation, Calls.Settle(reservation, 150), default);
        await AssertCountersAsync(_calls.Key, new(Tokens: 150, Calls: 1), new());
        var refused = Assert.IsType<ReserveResult.Refused>(await Store.ReserveAsync(_calls.Request(1, key), default));
        Assert.Equal(-50, refused.Quota.Remaining);
    }

    [Fact]
    public async Task A_gateway_with_older_limits_cannot_admit_above_newer_ones()
    {
        await GrantedAsync(_calls.Request(10, _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 50 }, version: 7)));
        var stale = _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 1_000_000 }, version: 6);
        Assert.IsType<ReserveResult.Refused>(await Store.ReserveAsync(_calls.Request(41, stale), default));
        Assert.IsType<ReserveResult.Granted>(await Store.ReserveAsync(_calls.Request(40, stale), default));
        var newest = _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 1_000_000 }, version: 8);
        Assert.IsType<ReserveResult.Granted>(await Store.ReserveAsync(_calls.Request(41, newest), default));
    }

    [Fact]
    public async Task Newer_limits_are_learnt_from_a_refused_call_too()
    {
        var lowered = _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 5 }, version: 7);
        Assert.IsType<ReserveResult.Refused>(await Store.ReserveAsync(_calls.Request(6, lowered), default));
        Assert.IsType<ReserveResult.Refused>(await Store.ReserveAsync(_calls.Request(6, _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 1000 }, version: 6)), default));
    }

    [Fact]
    public async Task A_window_that_is_over_or_has_not_begun_is_told_with_the_stores_time()
    {
        var now = Stage.Now;
        foreach (var month in (int[])[-1, 1])
        {
            var window = Window.At(WindowKind.CalendarMonth, now.AddMonths(month), TimeZoneInfo.Utc);
            var moved = Assert.IsType<ReserveResult.WindowMoved>(await Store.ReserveAsync(_calls.Request(1, _calls.Account(_calls.Key) with { Window = window }), default));
            Assert.InRange(moved.Now, now.AddMinutes(-1), now.AddMinutes(1));
        }
    }

    [Fact]
    public async Task Requests_and_tokens_of_a_minute_are_limited_and_the_refusal_says_when_to_come_back()
    {
        var requests = _calls.Account(_calls.Key, new() { RequestsPerMinute = 2 });
        await GrantedAsync(_calls.Request(1, requests));
        await GrantedAsync(_calls.Request(1, requests));
        var refused = Assert.IsType<ReserveResult.Refused>(await Store.ReserveAsync(_calls.Request(1, requests), default));
        Assert.True(refused.Rate);
        Assert.Equal("requests_per_minute", refused.Quota.Meter);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));

        var tokens = _calls.Account(_calls.User, new() { TokensPerMinute = 100 });
        await GrantedAsync(_calls.Request(60, _calls.Account(_calls.Team), tokens));
        Assert.Equal("tokens_per_minute", Assert.IsType<ReserveResult.Refused>(await Store.ReserveAsync(_calls.Request(41, _calls.Account(_calls.Team), tokens), default)).Quota.Meter);
    }

    [Fact]
    public async Task Tokens_of_the_minute_are_corrected_by_what_was_really_used()
    {
        var key = _calls.Account(_calls.Key, new() { TokensPerMinute = 100 });
        var reservation = await GrantedAsync(_calls.Request(90, key));
        await Store.SettleAsync(reservation, Calls.Settle(reservation, 30), default);
        var second = await GrantedAsync(_calls.Request(70, key));
        await Store.SettleAsync(second, Calls.Settle(second, 170), default);
        Assert.IsType<ReserveResult.Refused>(await Store.ReserveAsync(_calls.Request(1, key), default));
    }

    [Fact]
    public async Task A_parallel_slot_is_free_again_when_the_call_ends_or_becomes_a_job()
    {
        var key = _calls.Account(_calls.Key, new() { MaxParallelRequests = 2 });
        var first = await GrantedAsync(_calls.Request(1, key));
        var second = await GrantedAsync(_calls.Request(1, key));
        var refused = Assert.IsType<ReserveResult.Refused>(await Store.ReserveAsync(_calls.Request(1, key), default));
        Assert.Equal((true, "parallel"), (refused.Rate, refused.Quota.Meter));

        await Store.SettleAsync(first, Calls.Settle(first, 1), default);
        await GrantedAsync(_calls.Request(1, key));
        await Store.BindJobsAsync(second.Id, [_calls.Job(second, Calls.NewId())], TimeSpan.FromHours(1), default);
        await GrantedAsync(_calls.Request(1, key));
    }

    [Fact]
    public async Task A_bound_job_stays_held_and_is_found_until_and_after_its_end()
    {
        var reservation = await GrantedAsync(_calls.Request(100));
        var job = _calls.Job(reservation, Calls.NewId());
        Assert.Equal(reservation.Id, Assert.Single(await Store.BindJobsAsync(reservation.Id, [job], TimeSpan.FromHours(72), default)).ReservationId);
        await AssertCountersAsync(_calls.Key, new(), new(Tokens: 100, Calls: 1));
        Assert.Equal(job, await Store.FindJobAsync(job.Provider, job.JobId, default));
        Assert.Null(await Store.FindJobAsync(job.Provider, "another", default));

        var found = await Store.FindAsync(reservation.Id, default);
        await Store.SettleAsync(found!, Calls.Settle(found!, 80), default);
        await AssertCountersAsync(_calls.Key, new(Tokens: 80, Calls: 1), new());
        Assert.Null(await Store.FindAsync(reservation.Id, default));
        Assert.Equal(job, await Store.FindJobAsync(job.Provider, job.JobId, default));
        Assert.Equal(job.JobId, Assert.Single(await RowsAsync(reservation.Id)).JobId);
    }

    [Fact]
    public async Task A_job_that_is_bound_already_stays_with_its_first_reservation()
    {
        var first = await GrantedAsync(_calls.Request(100));
        var second = await GrantedAsync(_calls.Request(100));
        var job = _calls.Job(first, Calls.NewId());
        await Store.BindJobsAsync(first.Id, [job], TimeSpan.FromHours(72), default);
        Assert.Equal(first.Id, (await Store.BindJobsAsync(second.Id, [job with { ReservationId = second.Id }], TimeSpan.FromHours(72), default))[0].ReservationId);
        Assert.Equal(first.Id, (await Store.BindJobsAsync(first.Id, [job], TimeSpan.FromHours(72), default))[0].ReservationId);
    }

    [Fact]
    public async Task Several_jobs_of_one_call_share_its_hold_and_end_one_by_one()
    {
        var reservation = await GrantedAsync(_calls.Request(new Hold(new(Tokens: 100, Calls: 1, Videos: 3), Amounts.Zero, 0, 0)));
        var ids = Enumerable.Range(0, 3).Select(_ => Calls.NewId()).ToArray();
        var bound = await Store.BindJobsAsync(reservation.Id, [.. ids.Select(id => _calls.Job(reservation, id))], TimeSpan.FromHours(72), default);
        Assert.Equal(reservation.Id, bound[0].ReservationId);
        Assert.Equal(3, bound.Select(job => job.ReservationId).Distinct().Count());
        await AssertCountersAsync(_calls.Key, new(), new(Tokens: 100, Calls: 1, Videos: 3));

        var last = (await Store.FindAsync(bound[2].ReservationId, default))!;
        Assert.Equal(new(Tokens: 33, Videos: 1), last.Held);
        await Store.SettleAsync(last, Calls.Settle(last, 0, EntryKind.Void), default);
        var first = (await Store.FindAsync(bound[0].ReservationId, default))!;
        Assert.Equal(new(Tokens: 34, Calls: 1, Videos: 1), first.Held);
        await Store.SettleAsync(first, Calls.Settle(first, 34), default);
        await AssertCountersAsync(_calls.Key, new(Tokens: 34, Calls: 1), new(Tokens: 33, Videos: 1));
    }

    [Fact]
    public async Task A_job_can_be_handed_on_to_its_successors()
    {
        var reservation = await GrantedAsync(_calls.Request(100));
        var session = _calls.Job(reservation, Calls.NewId());
        await Store.BindJobsAsync(reservation.Id, [session], TimeSpan.FromHours(72), default);
        var video = _calls.Job(reservation, Calls.NewId());
        Assert.Equal(video, Assert.Single(await Store.BindJobsAsync(reservation.Id, [video], TimeSpan.FromHours(72), default)));
        Assert.Equal(session.JobId, (await Store.FindJobAsync(session.Provider, session.JobId, default))!.JobId);
        var found = (await Store.FindAsync(reservation.Id, default))!;
        await Store.SettleAsync(found, Calls.Settle(found, 10), default);
        Assert.Equal(video.JobId, Assert.Single(await RowsAsync(reservation.Id)).JobId);
    }

    [Fact]
    public async Task An_ended_lease_is_shown_until_it_is_resolved_and_a_renewed_one_is_not()
    {
        var ended = await GrantedAsync(_calls.Request(10) with { Lease = Stage.ShortLease });
        var renewed = await GrantedAsync(_calls.Request(10) with { Lease = Stage.ShortLease });
        Store.Dispatched(ended);
        await Store.RenewAsync([renewed.Id, "rsv_unknown"], TimeSpan.FromHours(1), default);
        await Stage.PassAsync(Stage.ShortLease + Leases.Grace);

        var shown = await EndedAsync(ended.Id);
        Assert.False(shown.NotDispatched);
        Assert.Equal(ended.Held, shown.Reservation.Held);
        Assert.DoesNotContain(await Store.EndedLeasesAsync(1000, default), lease => lease.Reservation.Id == renewed.Id);
        await Store.SettleAsync(shown.Reservation, Settle.DecideExpired(shown.Reservation, shown.NotDispatched), default);
        Assert.DoesNotContain(await Store.EndedLeasesAsync(1000, default), lease => lease.Reservation.Id == ended.Id);
        await AssertCountersAsync(_calls.Key, new(Tokens: 10, Calls: 1), new(Tokens: 10, Calls: 1));
    }

    [Fact]
    public async Task A_hold_moves_to_another_upstream_key_if_that_has_room()
    {
        var spare = Subject.Upstream(_calls.Upstream.Id.Split('/')[0], "spare");
        var reservation = await GrantedAsync(_calls.Request(50, _calls.Account(_calls.Key), _calls.Account(_calls.Upstream)));
        Assert.False(await Store.MoveAsync(reservation.Id, _calls.Account(spare, new() { MonthlyTokenLimit = 49 }), default));
        Assert.True(await Store.MoveAsync(reservation.Id, _calls.Account(spare, new() { MonthlyTokenLimit = 50 }, version: 2), default));
        await AssertCountersAsync(_calls.Upstream, new(), new());
        await AssertCountersAsync(spare, new(), new(Tokens: 50, Calls: 1));

        var moved = (await Store.FindAsync(reservation.Id, default))!;
        Assert.Equal("spare", moved.Context.Upstream);
        await Store.SettleAsync(moved, Calls.Settle(moved, 20), default);
        await AssertCountersAsync(_calls.Upstream, new(), new());
        await AssertCountersAsync(spare, new(Tokens: 20, Calls: 1), new());
    }

    [Fact]
    public async Task A_rolling_window_counts_what_it_is_given()
    {
        var key = _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 100, Window = WindowKind.Rolling30Days });
        var reservation = await GrantedAsync(_calls.Request(60, key));
        await Store.SettleAsync(reservation, Calls.Settle(reservation, 60), default);
        var refused = Assert.IsType<ReserveResult.Refused>(await Store.ReserveAsync(_calls.Request(41, key), default));
        Assert.Equal(60, refused.Quota.Used);
        Assert.Equal(key.Window.FallsOut(key.Window.Day), refused.Quota.ResetsAt);
        Assert.Equal(60, Assert.Single(await Store.ReadAsync([_calls.Address(_calls.Key, WindowKind.Rolling30Days)], default)).Posted.Tokens);
    }

    [Fact]
    public async Task A_day_that_is_posted_after_a_later_one_counts_in_a_rolling_window()
    {
        var today = _calls.Account(_calls.Key, new() { Window = WindowKind.Rolling30Days });
        var earlier = await GrantedAsync(_calls.Request(100, today with { Window = today.Window with { Day = today.Window.Day - 1 } }));
        var later = await GrantedAsync(_calls.Request(10, today));
        await Store.SettleAsync(later, Calls.Settle(later, 3), default);
        await Store.SettleAsync(earlier, Calls.Settle(earlier, 90), default);
        for (var call = 0; call < 2; call++)
        {
            var state = Assert.Single(await Store.ReadAsync([_calls.Address(_calls.Key, WindowKind.Rolling30Days)], default));
            Assert.Equal((new Amounts(Tokens: 93, Calls: 2), call), (state.Posted, (int)state.Held.Calls));
            await GrantedAsync(_calls.Request(1, today));
        }
    }

    [Fact]
    public async Task What_was_used_stays_used_when_limits_change_from_a_month_to_rolling_days_and_back()
    {
        for (var change = 0; change < 4; change++)
        {
            SubjectLimits limits = new() { MonthlyTokenLimit = 100, Window = change % 2 == 0 ? WindowKind.CalendarMonth : WindowKind.Rolling30Days };
            QuotaAccount[] accounts = [.. _calls.All.Select(subject => _calls.Account(subject, limits, version: change + 1))];
            var refused = Assert.IsType<ReserveResult.Refused>(await Store.ReserveAsync(_calls.Request(101 - (change * 20), [.. accounts]), default));
            Assert.Equal(change * 20, refused.Quota.Used);
            var reservation = await GrantedAsync(_calls.Request(20, [.. accounts]));
            await Store.SettleAsync(reservation, Calls.Settle(reservation, 20), default);
        }

        await Store.ResetAsync(_calls.Address(_calls.Key, WindowKind.Rolling30Days), [QuotaMeter.Tokens], "admin", "a test", default);
        await AssertCountersAsync(_calls.Key, new(Calls: 4), new());
        await AssertCountersAsync(_calls.User, new(Tokens: 80, Calls: 4), new());
    }

    [Fact]
    public async Task A_reset_makes_adjustments_that_bring_the_counter_to_zero()
    {
        var reservation = await GrantedAsync(_calls.Request(60));
        await Store.SettleAsync(reservation, Calls.Settle(reservation, 60), default);
        var adjustments = await Store.ResetAsync(_calls.Address(_calls.Key), [QuotaMeter.Tokens], "admin", "a test", default);
        Assert.Equal((QuotaMeter.Tokens, -60), (Assert.Single(adjustments).Meter, adjustments[0].Delta));
        await AssertCountersAsync(_calls.Key, new(Calls: 1), new());
        Assert.Contains(await OutboxAsync(), entry => entry is OutboxEntry.Adjusted adjusted && adjusted.Adjustment == adjustments[0]);
        Assert.Empty(await Store.ResetAsync(_calls.Address(_calls.Key), [QuotaMeter.Tokens], "admin", "again", default));
    }

    [Fact]
    public async Task Objects_that_answers_create_are_remembered_for_their_owner()
    {
        var reservation = await GrantedAsync(_calls.Request(60));
        var id = Calls.NewId();
        await Store.SettleAsync(reservation, Calls.Settle(reservation, 50) with { Created = [new(id, 50)] }, default);
        var owned = await Store.FindObjectAsync(reservation.Context.Provider, id, default);
        Assert.Equal((reservation.Context.Organization, "default", 50), (owned!.Organization, owned.Upstream, owned.Tokens));

        var file = new OwnedObject(reservation.Context.Provider, Calls.NewId(), reservation.Context.Organization, "default", null);
        await Store.RememberAsync([file], default);
        Assert.Equal(file, await Store.FindObjectAsync(file.Provider, file.Id, default));
        Assert.Contains(await OutboxAsync(), entry => entry is OutboxEntry.Remembered remembered && remembered.Objects.Contains(file));
        Assert.Null(await Store.FindObjectAsync(file.Provider, "never-seen", default));
    }

    [Fact]
    public async Task The_outbox_shows_each_row_in_order_until_it_is_acknowledged()
    {
        var reservations = new List<Reservation>();
        for (var i = 0; i < 5; i++)
        {
            reservations.Add(await GrantedAsync(_calls.Request(10)));
            await Store.SettleAsync(reservations[i], Calls.Settle(reservations[i], i), default);
        }

        var rows = (await OutboxAsync()).OfType<OutboxEntry.Row>().Where(row => row.LedgerRow.Reservation.Context.ApiKey == _calls.Key.Id).ToArray();
        Assert.Equal([0L, 1, 2, 3, 4], rows.Select(row => row.LedgerRow.Delta.Tokens));
        Assert.Equal(rows.Select(row => row.Sequence).Order(), rows.Select(row => row.Sequence));
        await Store.AcknowledgeAsync(await OutboxAsync(), default);
        Assert.Equal(0, await Store.OutboxLengthAsync(default));
    }

    [Fact]
    public async Task What_is_taken_from_the_outbox_is_not_given_to_another_until_it_is_given_back()
    {
        for (var i = 0; i < 5; i++)
        {
            var reservation = await GrantedAsync(_calls.Request(10));
            await Store.SettleAsync(reservation, Calls.Settle(reservation, i), default);
        }

        await Store.AcknowledgeAsync([.. (await OutboxAsync()).SkipLast(5)], default); // What other tests left.
        var first = await Store.TakeOutboxAsync(2, default);
        var second = await Store.TakeOutboxAsync(2, default);
        Assert.Equal([0L, 1], Tokens(first));
        Assert.Equal([2L, 3], Tokens(second));
        Store.GiveBack(second);
        Store.GiveBack(first);
        var again = await Store.TakeOutboxAsync(3, default);
        Assert.Equal([0L, 1, 2], Tokens(again));
        await Store.AcknowledgeAsync(again, default);
        Assert.Equal([3L, 4], Tokens(await Store.TakeOutboxAsync(10, default)));
        Assert.Equal(2, await Store.OutboxLengthAsync(default));

        static IEnumerable<long> Tokens(IEnumerable<OutboxEntry> entries) => entries.Cast<OutboxEntry.Row>().Select(row => row.LedgerRow.Delta.Tokens);
    }

    private async Task<Reservation> GrantedAsync(ReserveRequest request) => Assert.IsType<ReserveResult.Granted>(await Store.ReserveAsync(request, default)).Reservation;

    private Task<Reservation> GrantAsync(Hold hold, QuotaAccount account) => GrantedAsync(_calls.Request(hold, account));

    private async Task AssertCountersAsync(Subject subject, Amounts posted, Amounts held)
    {
        var state = Assert.Single(await Store.ReadAsync([_calls.Address(subject)], default));
        Assert.Equal((posted, held), (state.Posted, state.Held));
    }

    private async Task<IReadOnlyList<OutboxEntry>> OutboxAsync()
    {
        if (await Store.OutboxLengthAsync(default) == 0) return [];
        var entries = await Store.TakeOutboxAsync(100_000, default);
        Store.GiveBack(entries);
        return entries;
    }

    private async Task<IReadOnlyList<LedgerRow>> RowsAsync(string reservationId) =>
        [.. (await OutboxAsync()).OfType<OutboxEntry.Row>().Where(row => row.LedgerRow.Reservation.Id == reservationId).Select(row => row.LedgerRow)];

    private async Task<EndedLease> EndedAsync(string reservationId) => (await Store.EndedLeasesAsync(1000, default)).Single(lease => lease.Reservation.Id == reservationId);
}
