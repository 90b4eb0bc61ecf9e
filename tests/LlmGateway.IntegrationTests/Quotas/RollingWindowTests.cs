using LlmGateway.Metering;
using LlmGateway.Quotas.Redis;
using LlmGateway.Tests.Quotas.Contract;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>Rolling windows of the shared store: one that days have fallen out of, and one that was never counted in.</summary>
public sealed class RollingWindowTests(RedisFixture fixture) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly SubjectLimits s_rolling = new() { Window = WindowKind.Rolling30Days };

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
    public async Task A_posting_of_a_day_that_has_fallen_out_counts_in_the_ledger_only()
    {
        var today = _calls.Account(_calls.Key, s_rolling);
        var expired = await GrantedAsync(_calls.Request(10, today with { Window = today.Window with { Day = today.Window.Day - 40 } }));
        Assert.Equal(SettleResult.Applied, await _stage.Store.SettleAsync(expired, Calls.Settle(expired, 10, EntryKind.Expire), default));
        Assert.Equal(10, (await StoredAsync()).Counters.Posted.Tokens);

        await GrantedAsync(_calls.Request(1, today));
        Assert.Equal(0, (await StoredAsync()).Counters.Posted.Tokens);
        Assert.Equal(SettleResult.Applied, await _stage.Store.SettleAsync(expired, Calls.Settle(expired, 25), default));

        var stored = await StoredAsync();
        Assert.Equal(Amounts.Zero, stored.Counters.Posted);
        Assert.Empty(stored.Days);
        await _stage.WriteOutboxAsync();
        Assert.Equal(25, (await _stage.RowsAsync(expired.Id)).Sum(row => row.TokensUsed));
    }

    [Fact]
    public async Task A_hold_that_moves_to_a_window_never_counted_in_does_not_hide_what_the_ledger_has()
    {
        var spare = Subject.Upstream(_calls.Upstream.Id.Split('/')[0], "spare");
        var request = _calls.Request(10, _calls.Account(_calls.Key), _calls.Account(spare));
        var booked = await GrantedAsync(request with { Context = request.Context with { Upstream = "spare" } });
        await _stage.Store.SettleAsync(booked, Calls.Settle(booked, 7), default);
        await _stage.WriteOutboxAsync();

        var moving = await GrantedAsync(_calls.Request(20, _calls.Account(_calls.Key), _calls.Account(_calls.Upstream)));
        var rolling = _calls.Account(spare, s_rolling, version: 2);
        Assert.True(await _stage.Store.MoveAsync(moving.Id, rolling, default));
        await GrantedAsync(_calls.Request(3, _calls.Account(_calls.Key), rolling));

        var state = Assert.Single(await _stage.Store.ReadAsync([_calls.Address(spare, WindowKind.Rolling30Days)], default));
        Assert.Equal((7, 23), (state.Posted.Tokens, state.Held.Tokens));
    }

    private async Task<Reservation> GrantedAsync(ReserveRequest request) => Assert.IsType<ReserveResult.Granted>(await _stage.Store.ReserveAsync(request, default)).Reservation;

    private async Task<StoredAccount> StoredAsync()
    {
        await using var connection = await _fixture.Redis.ConnectAsync();
        return StoredAccount.Read((await connection.GetDatabase().HashGetAllAsync($"{_stage.Prefix}q:key:{_calls.Key.Id}:{Window.RollingId}")).Select(field => (field.Name, field.Value)));
    }
}
