using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Metering;
using LlmGateway.Quotas.Redis;
using static LlmGateway.Tests.Quotas.Contract.Calls;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>Calls that come at once share a run of a script; what is wrong with one of them is no matter of the others.</summary>
public sealed class RedisGroupTests(RedisFixture fixture) : RedisStoreTests(fixture)
{
    [Fact]
    public async Task Calls_at_once_take_far_fewer_runs_of_the_scripts()
    {
        var accounts = Calls.All.Select(subject => Calls.Account(subject)).ToArray();
        var before = await ScriptsRunAsync();
        var results = await AtOnceAsync(400, _ => Stage.Store.ReserveAsync(Calls.Request(1, [.. accounts]), default));
        Assert.InRange(await ScriptsRunAsync() - before, 1, 200);

        before = await ScriptsRunAsync();
        var reservations = results.Select(result => Assert.IsType<ReserveResult.Granted>(result).Reservation).ToArray();
        await AtOnceAsync(400, i => Stage.Store.SettleAsync(reservations[i], Settle(reservations[i], 1), default));
        Assert.InRange(await ScriptsRunAsync() - before, 1, 200);
    }

    [Fact]
    public async Task A_subject_whose_counters_are_spoilt_stops_its_own_calls_only()
    {
        var (spoilt, whole) = (Calls.Account(Calls.User), Calls.Account(Calls.Team));
        await using var connection = await Fixture.Redis.ConnectAsync();
        var key = $"{Stage.Prefix}q:user:{Calls.User.Id}:{spoilt.Window.Id}";
        await connection.GetDatabase().HashSetAsync(key, StoredAccount.CountersField, "no numbers");

        var results = await AtOnceAsync(100, i => Stage.Store.ReserveAsync(Calls.Request(1, Calls.Account(Calls.Key), i % 10 == 0 ? spoilt : whole), default));
        Assert.All(results.Where((_, i) => i % 10 == 0), result => Assert.IsType<ReserveResult.Unavailable>(result));
        var reservations = results.OfType<ReserveResult.Granted>().Select(granted => granted.Reservation).ToArray();
        Assert.Equal(90, reservations.Length);
        Assert.Equal(90, (await StateAsync(Calls.Key)).Held.Tokens);

        await connection.GetDatabase().HashSetAsync($"{Stage.Prefix}q:team:{Calls.Team.Id}:{whole.Window.Id}", StoredAccount.CountersField, "no numbers");
        var free = (await AtOnceAsync(50, _ => Stage.Store.ReserveAsync(Calls.Request(1, Calls.Account(Calls.Organization)), default))).Select(result => Assert.IsType<ReserveResult.Granted>(result).Reservation).ToArray();
        var settled = await AtOnceAsync(100, i => Stage.Store.SettleAsync(i % 2 == 0 ? reservations[i / 2] : free[i / 2], Settle(i % 2 == 0 ? reservations[i / 2] : free[i / 2], 1), default));
        Assert.All(settled.Where((_, i) => i % 2 == 0), result => Assert.Equal(SettleResult.Deferred, result));
        Assert.All(settled.Where((_, i) => i % 2 == 1), result => Assert.Equal(SettleResult.Applied, result));
        Assert.Equal((50, 0), ((await StateAsync(Calls.Organization)).Posted.Tokens, (await StateAsync(Calls.Organization)).Held.Tokens));
    }

    [Theory]
    [InlineData(Enforcement.Strict)]
    [InlineData(Enforcement.Shadow)]
    public async Task A_subject_whose_rates_are_spoilt_stops_its_own_calls_only_and_nobody_is_counted_twice(Enforcement enforcement)
    {
        var rates = new SubjectLimits { Enforcement = enforcement, RequestsPerMinute = 10_000, MaxParallelRequests = 10_000 };
        var (whole, spoilt, organization) = (Calls.Account(Calls.Team, rates), Calls.Account(Calls.User, rates), Calls.Account(Calls.Organization));
        var bad = (await AtOnceAsync(10, _ => Stage.Store.ReserveAsync(Calls.Request(10, spoilt, organization), default))).Select(result => Assert.IsType<ReserveResult.Granted>(result).Reservation).ToArray();
        await using var connection = await Fixture.Redis.ConnectAsync();
        await connection.GetDatabase().StringSetAsync($"{Stage.Prefix}r:user:{Calls.User.Id}", "no hash");

        var results = await AtOnceAsync(100, i => Stage.Store.ReserveAsync(i % 10 == 0 ? Calls.Request(10, spoilt, organization) : Calls.Request(10, whole, organization), default));
        Assert.All(results.Where((_, i) => i % 10 == 0), result => Assert.IsType<ReserveResult.Unavailable>(result));
        var good = results.OfType<ReserveResult.Granted>().Select(granted => granted.Reservation).ToArray();
        Assert.Equal(90, good.Length);
        Assert.Equal(90, (int)await connection.GetDatabase().HashGetAsync($"{Stage.Prefix}r:team:{Calls.Team.Id}", "c"));
        Assert.Equal(1000, (await StateAsync(Calls.Organization)).Held.Tokens);

        var settled = await AtOnceAsync(100, i => Stage.Store.SettleAsync(i < 10 ? bad[i] : good[i - 10], Settle(i < 10 ? bad[i] : good[i - 10], 7), default));
        Assert.All(settled[..10], result => Assert.Equal(SettleResult.Deferred, result));
        Assert.All(settled[10..], result => Assert.Equal(SettleResult.Applied, result));
        var state = await StateAsync(Calls.Organization);
        Assert.Equal((630, 100), (state.Posted.Tokens, state.Held.Tokens));
        Assert.Equal(0, (int)await connection.GetDatabase().HashGetAsync($"{Stage.Prefix}r:team:{Calls.Team.Id}", "c"));

        await connection.GetDatabase().KeyDeleteAsync($"{Stage.Prefix}r:user:{Calls.User.Id}");
        await Eventually.ReachesAsync(() => StateAsync(Calls.Organization), now => (now.Posted.Tokens, now.Held.Tokens) == (700, 0), "the settlements of the others, told again");
    }

    [Fact]
    public async Task Calls_that_know_older_limits_are_decided_by_the_newest_that_any_of_them_brings()
    {
        var (older, newer) = (Calls.Account(Calls.Key, new() { MonthlyCallLimit = 100 }), Calls.Account(Calls.Key, new() { MonthlyCallLimit = 20 }, version: 2));
        await GrantedAsync(Stage, Calls.Request(1, newer));
        var results = await AtOnceAsync(200, i => Stage.Store.ReserveAsync(Calls.Request(1, i % 2 == 0 ? older : newer), default));
        Assert.Equal(19, results.Count(result => result is ReserveResult.Granted));
        Assert.All(results.OfType<ReserveResult.Refused>(), refused => Assert.Equal((20, 20), (refused.Quota.Limit, refused.Quota.Held)));
    }

    [Fact]
    public async Task Windows_that_must_be_filled_first_are_filled_once_for_all_calls_at_once()
    {
        var booked = await GrantedAsync(Stage, Calls.Request(10));
        await Stage.Store.SettleAsync(booked, Settle(booked, 7), default);
        await Stage.WriteOutboxAsync();

        var rolling = Calls.Account(Calls.Key, new() { Window = WindowKind.Rolling30Days, MonthlyTokenLimit = 100 }, version: 2);
        var results = await AtOnceAsync(150, _ => Stage.Store.ReserveAsync(Calls.Request(1, rolling, Calls.Account(Calls.Team)), default));
        Assert.Equal(93, results.Count(result => result is ReserveResult.Granted));
        var state = Assert.Single(await Stage.Store.ReadAsync([Calls.Address(Calls.Key, WindowKind.Rolling30Days)], default));
        Assert.Equal((7, 93), (state.Posted.Tokens, state.Held.Tokens));
    }

    private async Task<AccountState> StateAsync(Subject subject) => Assert.Single(await Stage.Store.ReadAsync([Calls.Address(subject)], default));

    private async Task<long> ScriptsRunAsync()
    {
        await using var connection = await Fixture.Redis.ConnectAsync();
        var line = (await connection.GetServer("127.0.0.1", Fixture.Redis.Port).InfoRawAsync("commandstats"))!.Split('\n').FirstOrDefault(line => line.StartsWith("cmdstat_evalsha:", StringComparison.Ordinal)) ?? "calls=0,";
        return long.Parse(line[(line.IndexOf("calls=", StringComparison.Ordinal) + 6)..line.IndexOf(',', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
    }
}
