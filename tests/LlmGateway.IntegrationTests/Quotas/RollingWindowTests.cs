using LlmGateway.Metering;
using LlmGateway.Quotas.Redis;
using LlmGateway.Tests.Quotas.Contract;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>Rolling windows of the shared store: one that days have fallen out of, and one that was never counted in.</summary>
public sealed class RollingWindowTests(RedisFixture fixture) : RedisStoreTests(fixture)
{
    private static readonly SubjectLimits s_rolling = new() { Window = WindowKind.Rolling30Days };

    /// <summary>A day that has fallen out in the subject's own zone may still be in the window somewhere: it is posted, and goes with the next call.</summary>
    [Theory]
    [InlineData(31, 10)]
    [InlineData(40, 0)]
    public async Task A_posting_of_a_day_that_has_fallen_out_counts_in_the_ledger_only(int daysAgo, long atFirst)
    {
        var today = Calls.Account(Calls.Key, s_rolling);
        var expired = await GrantedAsync(Stage, Calls.Request(10, today with { Window = today.Window with { Day = today.Window.Day - daysAgo } }));
        Assert.Equal(SettleResult.Applied, await Stage.Store.SettleAsync(expired, Calls.Settle(expired, 10, EntryKind.Expire), default));
        Assert.Equal(atFirst, (await StoredAsync()).Counters.Posted.Tokens);

        await GrantedAsync(Stage, Calls.Request(1, today));
        Assert.Equal(0, (await StoredAsync()).Counters.Posted.Tokens);
        Assert.Equal(SettleResult.Applied, await Stage.Store.SettleAsync(expired, Calls.Settle(expired, 25), default));
        await GrantedAsync(Stage, Calls.Request(1, today));

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

    [Fact]
    public async Task A_void_beside_settlements_of_others_leaves_a_rolling_window_as_it_was()
    {
        var rolling = Calls.Account(Calls.Key, s_rolling);
        var voided = await GrantedAsync(Stage, Calls.Request(10, rolling, Calls.Account(Calls.Team)));
        var others = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => GrantedAsync(Stage, Calls.Request(1, Calls.Account(Calls.Team)))));
        await Task.WhenAll(others.Append(voided).Reverse().Select(reservation => Task.Run(() =>
            Stage.Store.SettleAsync(reservation, reservation == voided ? Calls.Settle(voided, 0, EntryKind.Void) : Calls.Settle(reservation, 1), default).AsTask())));

        var stored = await StoredAsync();
        Assert.Equal((AccountCounters.NoDay, Amounts.Zero, Amounts.Zero), (stored.Counters.FirstDay, stored.Counters.Posted, stored.Counters.Held));
        Assert.Empty(stored.Days);
    }

    private async Task<StoredAccount> StoredAsync()
    {
        await using var connection = await Fixture.Redis.ConnectAsync();
        return StoredAccount.Read((await connection.GetDatabase().HashGetAllAsync($"{Stage.Prefix}q:key:{Calls.Key.Id}:{Window.RollingId}")).Select(field => (field.Name, field.Value)));
    }
}
