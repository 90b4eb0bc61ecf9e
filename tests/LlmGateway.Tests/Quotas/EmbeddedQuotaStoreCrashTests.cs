using LlmGateway.Database;
using LlmGateway.Metering;
using LlmGateway.Tests.Quotas.Contract;

namespace LlmGateway.Tests.Quotas;

/// <summary>The process dies at any moment: what was decided is in the ledger once, what was open is resolved by what the log proves.</summary>
public sealed class EmbeddedQuotaStoreCrashTests : IAsyncLifetime
{
    private EmbeddedStore _stage = null!;
    private Calls _calls = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await EmbeddedStore.StartAsync();
        _calls = new(_stage);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_call_that_was_never_sent_is_voided()
    {
        var reservation = await ReserveAsync(40);
        await _stage.KillAndStartAsync();
        await WriteOutboxAsync();
        var row = await RowAsync(reservation);
        Assert.Equal(("void", 0, 0), (row.Kind, row.TokensUsed, row.CallsMade));
        await AssertCountersAsync(0, 0);
    }

    [Fact]
    public async Task A_call_that_was_sent_is_booked_at_its_hold()
    {
        var reservation = await ReserveAsync(40);
        _stage.Store.Dispatched(reservation);
        await _stage.KillAndStartAsync();
        await WriteOutboxAsync();
        var row = await RowAsync(reservation);
        Assert.Equal(("expire", "unknown", 40, 1), (row.Kind, row.Certainty, row.TokensUsed, row.CallsMade));
        await AssertCountersAsync(40, 0);
    }

    [Fact]
    public async Task A_settlement_that_was_written_down_and_not_applied_is_booked_exactly()
    {
        var reservation = await ReserveAsync(40);
        _stage.Store.Dispatched(reservation);
        _stage.Store.Spool(reservation, Calls.Settle(reservation, 33));
        await _stage.KillAndStartAsync();
        Assert.Equal(33, (await RowAsync(reservation)).TokensUsed);
        await AssertCountersAsync(33, 0);
    }

    [Fact]
    public async Task A_settlement_is_booked_once_however_often_the_process_dies_before_and_after_the_database_has_it()
    {
        var reservation = await ReserveAsync(40);
        await _stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 33), default);
        await _stage.KillAndStartAsync();
        await _stage.KillAndStartAsync();
        await WriteOutboxAsync();
        await _stage.KillAndStartAsync();
        Assert.Equal(33, (await RowAsync(reservation)).TokensUsed);
        await AssertCountersAsync(33, 0);
    }

    [Fact]
    public async Task A_bound_job_is_held_on_and_found_after_a_restart_even_if_the_log_is_lost()
    {
        var reservation = await ReserveAsync(40);
        var job = _calls.Job(reservation, "job-1");
        await _stage.Store.BindJobsAsync(reservation.Id, [job], TimeSpan.FromHours(72), default);
        await _stage.KillAndStartAsync();
        await AssertCountersAsync(0, 40);
        Assert.Equal(job, await _stage.Store.FindJobAsync(job.Provider, job.JobId, default));
        Assert.Equal([job], await _stage.Store.TakeDueJobsAsync(10, default));

        foreach (var file in Directory.GetFiles(_stage.SpoolDirectory)) File.WriteAllBytes(file, []);
        await _stage.KillAndStartAsync();
        await AssertCountersAsync(0, 40);
        var found = (await _stage.Store.FindAsync(reservation.Id, default))!;
        await _stage.Store.SettleAsync(found, Calls.Settle(found, 20), default);
        await AssertCountersAsync(20, 0);
    }

    [Fact]
    public async Task Adjustments_and_objects_survive()
    {
        var reservation = await ReserveAsync(40);
        await _stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 33), default);
        await _stage.Store.ResetAsync(_calls.Address(_calls.Key), [QuotaMeter.Tokens], "admin", "test", default);
        await _stage.Store.RememberAsync([new("p", "file-1", "org", "default", null)], default);
        await _stage.KillAndStartAsync();
        await AssertCountersAsync(0, 0);
        Assert.NotNull(await _stage.Ledger.FindObjectAsync("p", "file-1", default));
    }

    [Fact]
    public async Task A_log_that_ends_in_the_middle_of_a_record_is_read_up_to_there()
    {
        var first = await ReserveAsync(40);
        await _stage.Store.SettleAsync(first, Calls.Settle(first, 33), default);
        var second = await ReserveAsync(7);
        await _stage.Store.SettleAsync(second, Calls.Settle(second, 7), default);
        var torn = Directory.GetFiles(_stage.SpoolDirectory).Order().Last();
        await _stage.KillAndStartAsync(() =>
        {
            using var file = File.OpenWrite(torn);
            file.SetLength(file.Length - 5);
        });

        Assert.Equal(33, (await RowAsync(first)).TokensUsed);
        await AssertCountersAsync(33, 0); // The second was reserved, never sent, and its settlement is torn off: void.
    }

    [Fact]
    public async Task A_job_is_looked_at_after_5_seconds_and_then_less_and_less_often()
    {
        var reservation = await ReserveAsync(40);
        await _stage.Store.BindJobsAsync(reservation.Id, [_calls.Job(reservation, "job-1")], TimeSpan.FromHours(72), default);
        var looks = new List<int>();
        for (var second = 1; second <= 200; second++)
        {
            await _stage.PassAsync(TimeSpan.FromSeconds(1));
            if ((await _stage.Store.TakeDueJobsAsync(10, default)).Count > 0) looks.Add(second);
        }

        Assert.Equal([5, 15, 35, 75, 135, 195], looks);
    }

    [Fact]
    public async Task A_rolling_window_forgets_a_day_after_30_days_and_a_month_begins_at_zero()
    {
        var rolling = new SubjectLimits { MonthlyTokenLimit = 100, Window = WindowKind.Rolling30Days };
        await SettleTodayAsync(rolling, 60);
        await _stage.PassAsync(TimeSpan.FromDays(20));
        Assert.IsType<ReserveResult.Refused>(await _stage.Store.ReserveAsync(_calls.Request(41, _calls.Account(_calls.Key, rolling)), default));
        Assert.Equal(0, Assert.Single(await _stage.Store.ReadAsync([_calls.Address(_calls.Key)], default)).Posted.Tokens); // December
        await SettleTodayAsync(rolling, 40);
        await _stage.PassAsync(TimeSpan.FromDays(10));
        Assert.IsType<ReserveResult.Refused>(await _stage.Store.ReserveAsync(_calls.Request(1, _calls.Account(_calls.Key, rolling)), default));
        await _stage.PassAsync(TimeSpan.FromDays(1));
        Assert.IsType<ReserveResult.Granted>(await _stage.Store.ReserveAsync(_calls.Request(60, _calls.Account(_calls.Key, rolling)), default));
    }

    [Fact]
    public async Task Rates_begin_anew_with_each_minute()
    {
        var limits = new SubjectLimits { RequestsPerMinute = 1 };
        await Reserved(limits);
        var refused = Assert.IsType<ReserveResult.Refused>(await _stage.Store.ReserveAsync(_calls.Request(1, _calls.Account(_calls.Key, limits)), default));
        Assert.Equal(TimeSpan.FromSeconds(50), refused.RetryAfter);
        await _stage.PassAsync(refused.RetryAfter!.Value);
        await Reserved(limits);

        async Task Reserved(SubjectLimits held) => Assert.IsType<ReserveResult.Granted>(await _stage.Store.ReserveAsync(_calls.Request(1, _calls.Account(_calls.Key, held)), default));
    }

    private async Task SettleTodayAsync(SubjectLimits limits, long tokens)
    {
        var granted = Assert.IsType<ReserveResult.Granted>(await _stage.Store.ReserveAsync(_calls.Request(tokens, _calls.Account(_calls.Key, limits)), default));
        await _stage.Store.SettleAsync(granted.Reservation, Calls.Settle(granted.Reservation, tokens), default);
    }

    private async Task<Reservation> ReserveAsync(long tokens) => Assert.IsType<ReserveResult.Granted>(await _stage.Store.ReserveAsync(_calls.Request(tokens), default)).Reservation;

    private async Task WriteOutboxAsync()
    {
        if (await _stage.Store.OutboxLengthAsync(default) == 0) return;
        var entries = await _stage.Store.TakeOutboxAsync(1000, default);
        await _stage.Ledger.WriteAsync(entries, default);
        await _stage.Store.AcknowledgeAsync(entries, default);
    }

    private async Task<LedgerEntity> RowAsync(Reservation reservation) => Assert.Single(await _stage.RowsAsync(reservation.Id));

    private async Task AssertCountersAsync(long posted, long held)
    {
        var state = Assert.Single(await _stage.Store.ReadAsync([_calls.Address(_calls.Key)], default));
        Assert.Equal((posted, held), (state.Posted.Tokens, state.Held.Tokens));
    }
}
