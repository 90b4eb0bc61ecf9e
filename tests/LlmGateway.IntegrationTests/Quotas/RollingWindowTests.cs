using LlmGateway.Metering;
using LlmGateway.Quotas.Redis;
using LlmGateway.Tests.Quotas.Contract;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>Rolling windows of the shared store: one that days have fallen out of, and one that was never counted in.</summary>
public sealed class RollingWindowTests(RedisFixture fixture) : RedisStoreTests(fixture)
{
    private static readonly SubjectLimits s_rolling = new() { Window = WindowKind.Rolling30Days };

    [Fact]
    public async Task A_posting_of_a_day_that_has_fallen_out_counts_in_the_ledger_only()
    {
        var today = Calls.Account(Calls.Key, s_rolling);
        var expired = await GrantedAsync(Stage, Calls.Request(10, today with { Window = today.Window with { Day = today.Window.Day - 40 } }));
        Assert.Equal(SettleResult.Applied, await Stage.Store.SettleAsync(expired, Calls.Settle(expired, 10, EntryKind.Expire), default));
        Assert.Equal(10, (await StoredAsync()).Counters.Posted.Tokens);

        await GrantedAsync(Stage, Calls.Request(1, today));
        Assert.Equal(0, (await StoredAsync()).Counters.Posted.Tokens);
        Assert.Equal(SettleResult.Applied, await Stage.Store.SettleAsync(expired, Calls.Settle(expired, 25), default));

        var stored = await StoredAsync();
        Assert.Equal(Amounts.Zero, stored.Counters.Posted);
        Assert.Empty(stored.Days);
        await Stage.WriteOutboxAsync();
        Assert.Equal(25, (await Stage.RowsAsync(expired.Id)).Sum(row => row.TokensUsed));
    }

    [Fact]
    public async Task A_hold_that_moves_to_a_window_never_counted_in_does_not_hide_what_the_ledger_has()
    {
        var spare = Subject.Upstream(Calls.Upstream.Id.Split('/')[0], "spare");
        var request = Calls.Request(10, Calls.Account(Calls.Key), Calls.Account(spare));
        var booked = await GrantedAsync(Stage, request with { Context = request.Context with { Upstream = "spare" } });
        await Stage.Store.SettleAsync(booked, Calls.Settle(booked, 7), default);
        await Stage.WriteOutboxAsync();

        var moving = await GrantedAsync(Stage, Calls.Request(20, Calls.Account(Calls.Key), Calls.Account(Calls.Upstream)));
        var rolling = Calls.Account(spare, s_rolling, version: 2);
        Assert.True(await Stage.Store.MoveAsync(moving.Id, rolling, default));
        await GrantedAsync(Stage, Calls.Request(3, Calls.Account(Calls.Key), rolling));

        var state = Assert.Single(await Stage.Store.ReadAsync([Calls.Address(spare, WindowKind.Rolling30Days)], default));
        Assert.Equal((7, 23), (state.Posted.Tokens, state.Held.Tokens));
    }

    private async Task<StoredAccount> StoredAsync()
    {
        await using var connection = await Fixture.Redis.ConnectAsync();
        return StoredAccount.Read((await connection.GetDatabase().HashGetAllAsync($"{Stage.Prefix}q:key:{Calls.Key.Id}:{Window.RollingId}")).Select(field => (field.Name, field.Value)));
    }
}
