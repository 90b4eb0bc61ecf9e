using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Metering;
using LlmGateway.Tests.Quotas.Contract;
using StackExchange.Redis;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>Redis, the gateway, or both are lost at any moment: counters are the ledger's again, nothing is booked twice, calls in flight stay held.</summary>
public sealed class RedisLossTests(RedisFixture fixture) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly RedisFixture _fixture = fixture;
    private RedisStore _stage = null!;
    private Calls _calls = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await RedisStore.StartAsync(_fixture);
        _calls = new(_stage);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task An_emptied_store_is_rebuilt_from_ledger_spool_and_calls_in_flight()
    {
        var booked = await SentAsync(_stage, 10);
        await SettleAsync(_stage, booked, 7);
        await _stage.WriteOutboxAsync();
        var told = await SentAsync(_stage, 20);
        await SettleAsync(_stage, told, 15); // In the outbox only, and in the spool.
        var flying = await SentAsync(_stage, 40);
        _stage.Calls.Enter(flying);

        await _fixture.Redis.EmptyAsync();
        await RebuiltAsync(_stage);
        await AssertCountersAsync(posted: 22, held: 40);
        await _stage.WriteOutboxAsync();
        Assert.Equal([7L, 15], (await _stage.RowsAsync()).Select(row => row.TokensUsed));

        await SettleAsync(_stage, flying, 33);
        await _stage.WriteOutboxAsync();
        await AssertCountersAsync(posted: 55, held: 0);
        Assert.Equal(3, (await _stage.RowsAsync()).Count);
    }

    [Fact]
    public async Task Eight_gateways_that_rebuild_at_once_count_once()
    {
        var booked = await SentAsync(_stage, 10);
        await SettleAsync(_stage, booked, 7);
        await _stage.WriteOutboxAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => _stage.JoinAsync()));
        try
        {
            for (var round = 0; round < 3; round++)
            {
                await _fixture.Redis.EmptyAsync();
                foreach (var gateway in others.Prepend(_stage)) await RebuiltAsync(gateway);
                await AssertCountersAsync(posted: 7, held: 0);
            }
        }
        finally
        {
            foreach (var gateway in others) await gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task Holds_of_every_gateway_are_back_before_the_rebuilt_store_admits()
    {
        await using var other = await _stage.JoinAsync();
        var limited = _calls.Account(_calls.Key, new() { MonthlyTokenLimit = 100 });
        foreach (var gateway in (RedisStore[])[_stage, other])
        {
            var flying = Assert.IsType<ReserveResult.Granted>(await gateway.Store.ReserveAsync(_calls.Request(45, limited), default)).Reservation;
            gateway.Store.Dispatched(flying);
            gateway.Calls.Enter(flying);
        }

        await _fixture.Redis.EmptyAsync();
        await RebuiltAsync(_stage);
        Assert.IsType<ReserveResult.Refused>(await _stage.Store.ReserveAsync(_calls.Request(11, limited), default));
        Assert.IsType<ReserveResult.Granted>(await _stage.Store.ReserveAsync(_calls.Request(10, limited), default));
    }

    [Fact]
    public async Task A_store_that_went_back_in_time_is_noticed_and_rebuilt()
    {
        for (var i = 0; i < 5; i++) await SettleAsync(_stage, await SentAsync(_stage, 10), 7);
        await using var connection = await _fixture.Redis.ConnectAsync();
        var database = connection.GetDatabase();
        var (prefix, entries) = (_stage.Prefix, await database.StreamRangeAsync(_stage.Prefix + "out"));
        await database.StreamDeleteAsync(prefix + "out", [.. entries.TakeLast(2).Select(entry => entry.Id)]);
        await database.StringDecrementAsync(prefix + "seq", 2);
        await database.DamageAsync(prefix + $"q:key:{_calls.Key.Id}:{_calls.Address(_calls.Key).Window.Id}", counters => counters with { Posted = counters.Posted - new Amounts(Tokens: 14) });
        foreach (var entry in entries.TakeLast(2)) await database.KeyDeleteAsync(prefix + "end:" + entry["i"]);

        var before = (string)(await database.StringGetAsync(prefix + "gen3"))!;
        await Eventually.ReachesAsync(async () => (string?)await database.StringGetAsync(prefix + "gen3"), generation => generation is not null && generation != before, "a new generation");
        await RebuiltAsync(_stage);
        await AssertCountersAsync(posted: 35, held: 0);
        await _stage.WriteOutboxAsync();
        Assert.Equal(5, (await _stage.RowsAsync()).Count);
    }

    [Fact]
    public async Task A_store_that_went_back_in_time_while_no_gateway_ran_is_noticed_by_what_the_ledger_has()
    {
        for (var i = 0; i < 5; i++) await SettleAsync(_stage, await SentAsync(_stage, 10), 7);
        await _stage.WriteOutboxAsync();
        await using var connection = await _fixture.Redis.ConnectAsync();
        var database = connection.GetDatabase();
        var before = (string)(await database.StringGetAsync(_stage.Prefix + "gen3"))!;
        await _stage.KillAndStartAsync(meanwhile: async () =>
        {
            await database.StringDecrementAsync(_stage.Prefix + "seq", 2);
            await database.HashDecrementAsync(_stage.Prefix + $"q:key:{_calls.Key.Id}:{_calls.Address(_calls.Key).Window.Id}", "p0", 14);
        });
        await RebuiltAsync(_stage);
        Assert.NotEqual(before, (string?)await database.StringGetAsync(_stage.Prefix + "gen3"));
        await AssertCountersAsync(posted: 35, held: 0);
    }

    [Fact]
    public async Task A_killed_redis_comes_back_with_what_it_had_and_what_ended_meanwhile()
    {
        var reservation = await SentAsync(_stage, 10);
        await _fixture.Redis.KillAsync();
        Assert.IsType<ReserveResult.Unavailable>(await _stage.Store.ReserveAsync(_calls.Request(1), default));
        _stage.Store.Spool(reservation, Calls.Settle(reservation, 7));
        Assert.Equal(SettleResult.Deferred, await _stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 7), default));

        await _fixture.Redis.StartAgainAsync();
        await _stage.ReadyAsync();
        await Eventually.ReachesAsync(() => _stage.Store.OutboxLengthAsync(default).AsTask(), length => length > 0, "the deferred settlement");
        await _stage.WriteOutboxAsync();
        await AssertCountersAsync(posted: 7, held: 0);
        Assert.Equal(7, Assert.Single(await _stage.RowsAsync()).TokensUsed);
    }

    [Fact]
    public async Task A_frozen_redis_is_a_no_and_what_it_heard_late_leaves_nothing()
    {
        _fixture.Redis.Freeze();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _stage.Store.ReserveAsync(_calls.Request(5), default).AsTask()));
        Assert.All(results, result => Assert.IsType<ReserveResult.Unavailable>(result));
        _fixture.Redis.Thaw();
        await _stage.ReadyAsync();
        await Eventually.ReachesAsync(async () => (await _stage.Store.ReadAsync([_calls.Address(_calls.Key)], default))[0], state => state.Held.IsZero, "no holds of calls that were refused");
        await AssertCountersAsync(0, 0);
    }

    [Fact]
    public async Task A_killed_gateway_that_comes_back_books_what_it_sent_and_voids_what_it_did_not()
    {
        var sent = await SentAsync(_stage, 10);
        var unsent = await GrantedAsync(_stage, 20);
        var ended = await SentAsync(_stage, 40);
        _stage.Store.Spool(ended, Calls.Settle(ended, 33));
        await _stage.KillAndStartAsync();
        await _stage.WriteOutboxAsync();

        Assert.Equal(("expire", 10), Row(await _stage.RowsAsync(sent.Id)));
        Assert.Equal(("void", 0), Row(await _stage.RowsAsync(unsent.Id)));
        Assert.Equal(("settle", 33), Row(await _stage.RowsAsync(ended.Id)));
        await AssertCountersAsync(posted: 43, held: 0);

        await _stage.KillAndStartAsync();
        await _stage.WriteOutboxAsync();
        Assert.Equal(3, (await _stage.RowsAsync()).Count);
        await AssertCountersAsync(posted: 43, held: 0);
    }

    [Fact]
    public async Task A_gateway_and_redis_that_die_together_lose_nothing_that_was_written_down()
    {
        var sent = await SentAsync(_stage, 10);
        var ended = await SentAsync(_stage, 40);
        await SettleAsync(_stage, ended, 33);
        await _fixture.Redis.EmptyAsync();
        await _stage.KillAndStartAsync();
        await _stage.WriteOutboxAsync();
        Assert.Equal(("expire", 10), Row(await _stage.RowsAsync(sent.Id)));
        Assert.Equal(("settle", 33), Row(await _stage.RowsAsync(ended.Id)));
        await AssertCountersAsync(posted: 43, held: 0);
    }

    [Fact]
    public async Task An_open_job_is_held_on_in_a_rebuilt_store()
    {
        var reservation = await SentAsync(_stage, 10);
        var job = _calls.Job(reservation, "job-1");
        await _stage.Store.BindJobsAsync(reservation.Id, [job], TimeSpan.FromHours(72), default);
        await _stage.WriteOutboxAsync();
        await _fixture.Redis.EmptyAsync();
        await RebuiltAsync(_stage);
        await AssertCountersAsync(posted: 0, held: 10);
        Assert.Equal(reservation.Id, (await _stage.Store.FindJobAsync(job.Provider, job.JobId, default))!.ReservationId);
        Assert.Equal(job.JobId, Assert.Single(await _stage.Store.TakeDueJobsAsync(10, default)).JobId);
    }

    [Fact]
    public async Task A_settlement_after_an_expiry_that_the_store_forgot_posts_the_difference()
    {
        var reservation = await SentAsync(_stage, 40);
        await _stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 40, EntryKind.Expire), default);
        await _stage.WriteOutboxAsync();
        await _fixture.Redis.EmptyAsync();
        await RebuiltAsync(_stage);
        Assert.Equal(SettleResult.Applied, await _stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 55), default));
        await _stage.WriteOutboxAsync();
        await AssertCountersAsync(posted: 55, held: 0);
        Assert.Equal([40L, 15], (await _stage.RowsAsync(reservation.Id)).Select(row => row.TokensUsed));
    }

    [Fact]
    public async Task Scripts_that_redis_forgot_are_sent_again()
    {
        await using var connection = await _fixture.Redis.ConnectAsync();
        await connection.GetServer("127.0.0.1", _fixture.Redis.Port).ScriptFlushAsync();
        await SettleAsync(_stage, await SentAsync(_stage, 10), 7);
        await AssertCountersAsync(posted: 7, held: 0);
    }

    [Theory]
    [InlineData(WindowKind.CalendarMonth)]
    [InlineData(WindowKind.Rolling30Days)]
    public async Task A_full_redis_refuses_reservations_and_still_takes_settlements(WindowKind window)
    {
        var key = _calls.Account(_calls.Key, new() { Window = window });
        var reservation = Assert.IsType<ReserveResult.Granted>(await _stage.Store.ReserveAsync(_calls.Request(10, key), default)).Reservation;
        _stage.Store.Dispatched(reservation);
        await using var connection = await _fixture.Redis.ConnectAsync();
        await connection.GetServer("127.0.0.1", _fixture.Redis.Port).ConfigSetAsync("maxmemory", "1");
        Assert.IsType<ReserveResult.Unavailable>(await _stage.Store.ReserveAsync(_calls.Request(1, key), default));
        Assert.Equal(SettleResult.Applied, await _stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 7), default));
        await connection.GetServer("127.0.0.1", _fixture.Redis.Port).ConfigSetAsync("maxmemory", "0");
    }

    [Fact]
    public async Task What_another_release_left_in_the_outbox_is_put_aside_and_not_thrown_away()
    {
        await using var connection = await _fixture.Redis.ConnectAsync();
        var database = connection.GetDatabase();
        await database.StreamAddAsync(_stage.Prefix + "out", [new("q", 1), new("n", "0123:1"), new("y", "row"), new("i", "rsv_of_another_layout")]);
        var before = (string)(await database.StringGetAsync(_stage.Prefix + "gen3"))!;
        await database.KeyDeleteAsync(_stage.Prefix + "gen3");
        var after = await Eventually.ReachesAsync(async () => (string?)await database.StringGetAsync(_stage.Prefix + "gen3"), generation => generation is not null && generation != before, "a new generation");
        var aside = await database.StreamRangeAsync(_stage.Prefix + "unread:" + after!.Split(':')[0]);
        Assert.Equal("rsv_of_another_layout", Assert.Single(aside)["i"]);
        await RebuiltAsync(_stage);
        await SettleAsync(_stage, await SentAsync(_stage, 10), 7);
        await AssertCountersAsync(posted: 7, held: 0);
    }

    [Fact]
    public async Task The_ledger_takes_nothing_of_a_generation_that_is_over_and_a_range_for_each_number()
    {
        await SettleAsync(_stage, await SentAsync(_stage, 10), 7);
        var stale = await _stage.Store.TakeOutboxAsync(10, default);
        await _fixture.Redis.EmptyAsync();
        await RebuiltAsync(_stage);
        Assert.False(await _stage.Ledger.WriteAsync(stale, default));
        await _stage.WriteOutboxAsync();
        Assert.Single(await _stage.RowsAsync());
    }

    private async Task<Reservation> SentAsync(RedisStore gateway, long tokens)
    {
        var reservation = await GrantedAsync(gateway, tokens);
        gateway.Store.Dispatched(reservation);
        return reservation;
    }

    private async Task<Reservation> GrantedAsync(RedisStore gateway, long tokens) =>
        Assert.IsType<ReserveResult.Granted>(await gateway.Store.ReserveAsync(_calls.Request(tokens), default)).Reservation;

    private static async Task SettleAsync(RedisStore gateway, Reservation reservation, long tokens)
    {
        gateway.Store.Spool(reservation, Calls.Settle(reservation, tokens));
        await gateway.Store.SettleAsync(reservation, Calls.Settle(reservation, tokens), default);
        gateway.Calls.Leave(reservation.Id);
    }

    /// <summary>Waits until a gateway has noticed that its store was emptied, and follows the new one.</summary>
    private async Task RebuiltAsync(RedisStore gateway)
    {
        await using var connection = await _fixture.Redis.ConnectAsync();
        await Eventually.ReachesAsync(() => connection.GetDatabase().KeyExistsAsync(gateway.Prefix + "gen3"), exists => exists, "a generation");
        await Eventually.ReachesAsync(
            async () => await gateway.Store.ReserveAsync(_calls.Request(1, _calls.Account(Subject.Key("probe"))), default), result => result is ReserveResult.Granted, "a store that admits");
    }

    private async Task AssertCountersAsync(long posted, long held)
    {
        var state = Assert.Single(await _stage.Store.ReadAsync([_calls.Address(_calls.Key)], default));
        Assert.Equal((posted, held), (state.Posted.Tokens, state.Held.Tokens));
    }

    private static (string Kind, long Tokens) Row(IReadOnlyList<Database.LedgerEntity> rows)
    {
        var row = Assert.Single(rows);
        return (row.Kind, row.TokensUsed);
    }
}
