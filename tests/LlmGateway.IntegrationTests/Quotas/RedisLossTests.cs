using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Metering;
using LlmGateway.Tests.Quotas.Contract;
using StackExchange.Redis;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>Redis, the gateway, or both are lost at any moment: counters are the ledger's again, nothing is booked twice, calls in flight stay held.</summary>
public sealed class RedisLossTests(RedisFixture fixture) : RedisStoreTests(fixture)
{
    [Fact]
    public async Task An_emptied_store_is_rebuilt_from_ledger_spool_and_calls_in_flight()
    {
        var booked = await SentAsync(Stage, 10);
        await SettleAsync(Stage, booked, 7);
        await Stage.WriteOutboxAsync();
        var told = await SentAsync(Stage, 20);
        await SettleAsync(Stage, told, 15); // In the outbox only, and in the spool.
        var flying = await SentAsync(Stage, 40);
        Stage.Calls.Enter(flying);

        await Fixture.Redis.EmptyAsync();
        await RebuiltAsync(Stage);
        await AssertCountersAsync(posted: 22, held: 40);
        await Stage.WriteOutboxAsync();
        Assert.Equal([7L, 15], (await Stage.RowsAsync()).Select(row => row.TokensUsed));

        await SettleAsync(Stage, flying, 33);
        await Stage.WriteOutboxAsync();
        await AssertCountersAsync(posted: 55, held: 0);
        Assert.Equal(3, (await Stage.RowsAsync()).Count);
    }

    [Fact]
    public async Task Eight_gateways_that_rebuild_at_once_count_once()
    {
        var booked = await SentAsync(Stage, 10);
        await SettleAsync(Stage, booked, 7);
        await Stage.WriteOutboxAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => Stage.JoinAsync()));
        try
        {
            for (var round = 0; round < 3; round++)
            {
                await Fixture.Redis.EmptyAsync();
                foreach (var gateway in others.Prepend(Stage)) await RebuiltAsync(gateway);
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
        await using var other = await Stage.JoinAsync();
        var limited = Calls.Account(Calls.Key, new() { MonthlyTokenLimit = 100 });
        foreach (var gateway in (RedisStore[])[Stage, other])
        {
            var flying = await GrantedAsync(gateway, Calls.Request(45, limited));
            gateway.Store.Dispatched(flying);
            gateway.Calls.Enter(flying);
        }

        await Fixture.Redis.EmptyAsync();
        await RebuiltAsync(Stage);
        Assert.IsType<ReserveResult.Refused>(await Stage.Store.ReserveAsync(Calls.Request(11, limited), default));
        Assert.IsType<ReserveResult.Granted>(await Stage.Store.ReserveAsync(Calls.Request(10, limited), default));
    }

    [Fact]
    public async Task A_store_that_went_back_in_time_is_noticed_and_rebuilt()
    {
        for (var i = 0; i < 5; i++) await SettleAsync(Stage, await SentAsync(Stage, 10), 7);
        await using var connection = await Fixture.Redis.ConnectAsync();
        var database = connection.GetDatabase();
        var (prefix, entries) = (Stage.Prefix, await database.StreamRangeAsync(Stage.Prefix + "out"));
        await database.StreamDeleteAsync(prefix + "out", [.. entries.TakeLast(2).Select(entry => entry.Id)]);
        await database.StringDecrementAsync(prefix + "seq", 2);
        await database.DamageAsync(prefix + $"q:key:{Calls.Key.Id}:{Calls.Address(Calls.Key).Window.Id}", counters => counters with { Posted = counters.Posted - new Amounts(Tokens: 14) });
        foreach (var entry in entries.TakeLast(2)) await database.KeyDeleteAsync(prefix + "end:" + entry["i"]);

        var before = (string)(await database.StringGetAsync(prefix + "gen3"))!;
        await Eventually.ReachesAsync(async () => (string?)await database.StringGetAsync(prefix + "gen3"), generation => generation is not null && generation != before, "a new generation");
        await RebuiltAsync(Stage);
        await AssertCountersAsync(posted: 35, held: 0);
        await Stage.WriteOutboxAsync();
        Assert.Equal(5, (await Stage.RowsAsync()).Count);
    }

    [Fact]
    public async Task A_store_that_went_back_in_time_while_no_gateway_ran_is_noticed_by_what_the_ledger_has()
    {
        for (var i = 0; i < 5; i++) await SettleAsync(Stage, await SentAsync(Stage, 10), 7);
        await Stage.WriteOutboxAsync();
        await using var connection = await Fixture.Redis.ConnectAsync();
        var database = connection.GetDatabase();
        var before = (string)(await database.StringGetAsync(Stage.Prefix + "gen3"))!;
        await Stage.KillAndStartAsync(meanwhile: async () =>
        {
            await database.StringDecrementAsync(Stage.Prefix + "seq", 2);
            await database.HashDecrementAsync(Stage.Prefix + $"q:key:{Calls.Key.Id}:{Calls.Address(Calls.Key).Window.Id}", "p0", 14);
        });
        await RebuiltAsync(Stage);
        Assert.NotEqual(before, (string?)await database.StringGetAsync(Stage.Prefix + "gen3"));
        await AssertCountersAsync(posted: 35, held: 0);
    }

    [Fact]
    public async Task A_killed_redis_comes_back_with_what_it_had_and_what_ended_meanwhile()
    {
        var reservation = await SentAsync(Stage, 10);
        await Fixture.Redis.KillAsync();
        Assert.IsType<ReserveResult.Unavailable>(await Stage.Store.ReserveAsync(Calls.Request(1), default));
        Stage.Store.Spool(reservation, Calls.Settle(reservation, 7));
        Assert.Equal(SettleResult.Deferred, await Stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 7), default));

        await Fixture.Redis.StartAgainAsync();
        await Stage.ReadyAsync();
        await Eventually.ReachesAsync(() => Stage.Store.OutboxLengthAsync(default).AsTask(), length => length > 0, "the deferred settlement");
        await Stage.WriteOutboxAsync();
        await AssertCountersAsync(posted: 7, held: 0);
        Assert.Equal(7, Assert.Single(await Stage.RowsAsync()).TokensUsed);
    }

    [Fact]
    public async Task A_frozen_redis_is_a_no_and_what_it_heard_late_leaves_nothing()
    {
        Fixture.Redis.Freeze();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Stage.Store.ReserveAsync(Calls.Request(5), default).AsTask()));
        Assert.All(results, result => Assert.IsType<ReserveResult.Unavailable>(result));
        Fixture.Redis.Thaw();
        await Stage.ReadyAsync();
        await Eventually.ReachesAsync(async () => (await Stage.Store.ReadAsync([Calls.Address(Calls.Key)], default))[0], state => state.Held.IsZero, "no holds of calls that were refused");
        await AssertCountersAsync(0, 0);
    }

    [Fact]
    public async Task A_killed_gateway_that_comes_back_books_what_it_sent_and_voids_what_it_did_not()
    {
        var sent = await SentAsync(Stage, 10);
        var unsent = await GrantedAsync(Stage, 20);
        var ended = await SentAsync(Stage, 40);
        Stage.Store.Spool(ended, Calls.Settle(ended, 33));
        await Stage.KillAndStartAsync();
        await Stage.WriteOutboxAsync();

        Assert.Equal(("expire", 10), Row(await Stage.RowsAsync(sent.Id)));
        Assert.Equal(("void", 0), Row(await Stage.RowsAsync(unsent.Id)));
        Assert.Equal(("settle", 33), Row(await Stage.RowsAsync(ended.Id)));
        await AssertCountersAsync(posted: 43, held: 0);

        await Stage.KillAndStartAsync();
        await Stage.WriteOutboxAsync();
        Assert.Equal(3, (await Stage.RowsAsync()).Count);
        await AssertCountersAsync(posted: 43, held: 0);
    }

    [Fact]
    public async Task A_gateway_and_redis_that_die_together_lose_nothing_that_was_written_down()
    {
        var sent = await SentAsync(Stage, 10);
        var ended = await SentAsync(Stage, 40);
        await SettleAsync(Stage, ended, 33);
        await Fixture.Redis.EmptyAsync();
        await Stage.KillAndStartAsync();
        await Stage.WriteOutboxAsync();
        Assert.Equal(("expire", 10), Row(await Stage.RowsAsync(sent.Id)));
        Assert.Equal(("settle", 33), Row(await Stage.RowsAsync(ended.Id)));
        await AssertCountersAsync(posted: 43, held: 0);
    }

    [Fact]
    public async Task An_open_job_is_held_on_in_a_rebuilt_store()
    {
        var reservation = await SentAsync(Stage, 10);
        var job = Calls.Job(reservation, "job-1");
        await Stage.Store.BindJobsAsync(reservation.Id, [job], TimeSpan.FromHours(72), default);
        await Stage.WriteOutboxAsync();
        await Fixture.Redis.EmptyAsync();
        await RebuiltAsync(Stage);
        await AssertCountersAsync(posted: 0, held: 10);
        Assert.Equal(reservation.Id, (await Stage.Store.FindJobAsync(job.Provider, job.JobId, default))!.ReservationId);
        Assert.Equal(job.JobId, Assert.Single(await Stage.Store.TakeDueJobsAsync(10, default)).JobId);
    }

    [Fact]
    public async Task A_settlement_after_an_expiry_that_the_store_forgot_posts_the_difference()
    {
        var reservation = await SentAsync(Stage, 40);
        await Stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 40, EntryKind.Expire), default);
        await Stage.WriteOutboxAsync();
        await Fixture.Redis.EmptyAsync();
        await RebuiltAsync(Stage);
        Assert.Equal(SettleResult.Applied, await Stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 55), default));
        await Stage.WriteOutboxAsync();
        await AssertCountersAsync(posted: 55, held: 0);
        Assert.Equal([40L, 15], (await Stage.RowsAsync(reservation.Id)).Select(row => row.TokensUsed));
    }

    [Fact]
    public async Task Scripts_that_redis_forgot_are_sent_again()
    {
        await using var connection = await Fixture.Redis.ConnectAsync();
        await connection.GetServer("127.0.0.1", Fixture.Redis.Port).ScriptFlushAsync();
        await SettleAsync(Stage, await SentAsync(Stage, 10), 7);
        await AssertCountersAsync(posted: 7, held: 0);
    }

    [Theory]
    [InlineData(WindowKind.CalendarMonth)]
    [InlineData(WindowKind.Rolling30Days)]
    public async Task A_full_redis_refuses_reservations_and_still_takes_settlements(WindowKind window)
    {
        var key = Calls.Account(Calls.Key, new() { Window = window });
        var reservation = await GrantedAsync(Stage, Calls.Request(10, key));
        Stage.Store.Dispatched(reservation);
        await using var connection = await Fixture.Redis.ConnectAsync();
        await connection.GetServer("127.0.0.1", Fixture.Redis.Port).ConfigSetAsync("maxmemory", "1");
        Assert.IsType<ReserveResult.Unavailable>(await Stage.Store.ReserveAsync(Calls.Request(1, key), default));
        Assert.Equal(SettleResult.Applied, await Stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 7), default));
        await connection.GetServer("127.0.0.1", Fixture.Redis.Port).ConfigSetAsync("maxmemory", "0");
    }

    [Fact]
    public async Task What_another_release_left_in_the_outbox_is_put_aside_and_not_thrown_away()
    {
        await using var connection = await Fixture.Redis.ConnectAsync();
        var database = connection.GetDatabase();
        await database.StreamAddAsync(Stage.Prefix + "out", [new("q", 1), new("n", "0123:1"), new("y", "row"), new("i", "rsv_of_another_layout")]);
        var before = (string)(await database.StringGetAsync(Stage.Prefix + "gen3"))!;
        await database.KeyDeleteAsync(Stage.Prefix + "gen3");
        var after = await Eventually.ReachesAsync(async () => (string?)await database.StringGetAsync(Stage.Prefix + "gen3"), generation => generation is not null && generation != before, "a new generation");
        var aside = await database.StreamRangeAsync(Stage.Prefix + "unread:" + after!.Split(':')[0]);
        Assert.Equal("rsv_of_another_layout", Assert.Single(aside)["i"]);
        await RebuiltAsync(Stage);
        await SettleAsync(Stage, await SentAsync(Stage, 10), 7);
        await AssertCountersAsync(posted: 7, held: 0);
    }

    [Fact]
    public async Task The_ledger_takes_nothing_of_a_generation_that_is_over_and_a_range_for_each_number()
    {
        await SettleAsync(Stage, await SentAsync(Stage, 10), 7);
        var stale = await Stage.Store.TakeOutboxAsync(10, default);
        await Fixture.Redis.EmptyAsync();
        await RebuiltAsync(Stage);
        Assert.False(await Stage.Ledger.WriteAsync(stale, default));
        await Stage.WriteOutboxAsync();
        Assert.Single(await Stage.RowsAsync());
    }

    private async Task<Reservation> SentAsync(RedisStore gateway, long tokens)
    {
        var reservation = await GrantedAsync(gateway, tokens);
        gateway.Store.Dispatched(reservation);
        return reservation;
    }

    private Task<Reservation> GrantedAsync(RedisStore gateway, long tokens) => GrantedAsync(gateway, Calls.Request(tokens));

    private static async Task SettleAsync(RedisStore gateway, Reservation reservation, long tokens)
    {
        gateway.Store.Spool(reservation, Calls.Settle(reservation, tokens));
        await gateway.Store.SettleAsync(reservation, Calls.Settle(reservation, tokens), default);
        gateway.Calls.Leave(reservation.Id);
    }

    /// <summary>Waits until a gateway has noticed that its store was emptied, and follows the new one.</summary>
    private async Task RebuiltAsync(RedisStore gateway)
    {
        await using var connection = await Fixture.Redis.ConnectAsync();
        await Eventually.ReachesAsync(() => connection.GetDatabase().KeyExistsAsync(gateway.Prefix + "gen3"), exists => exists, "a generation");
        await Eventually.ReachesAsync(
            async () => await gateway.Store.ReserveAsync(Calls.Request(1, Calls.Account(Subject.Key("probe"))), default), result => result is ReserveResult.Granted, "a store that admits");
    }

    private async Task AssertCountersAsync(long posted, long held)
    {
        var state = Assert.Single(await Stage.Store.ReadAsync([Calls.Address(Calls.Key)], default));
        Assert.Equal((posted, held), (state.Posted.Tokens, state.Held.Tokens));
    }

    private static (string Kind, long Tokens) Row(IReadOnlyList<Database.LedgerEntity> rows)
    {
        var row = Assert.Single(rows);
        return (row.Kind, row.TokensUsed);
    }
}
