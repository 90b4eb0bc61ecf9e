using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using LlmGateway.Benchmarks.Loads;
using LlmGateway.Benchmarks.Processes;
using LlmGateway.Benchmarks.Report;
using LlmGateway.Metering;
using LlmGateway.Quotas.Redis;
using StackExchange.Redis;

namespace LlmGateway.Benchmarks.Suites;

/// <summary>The atomic step alone: from .NET, against the cheapest script on the same Redis, over the same kind of connection.</summary>
internal static class ReservationSuite
{
    private const string Name = "reservation";
    private const int Few = 100;
    private const int Several = 1000;
    private const int Many = 1_000_000;
    private const int AtOnce = 64;

    private const string Fill = """
        for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
          redis.call('HSET', 'lgw:{b000}:q:key:' .. ARGV[4] .. i .. ':' .. ARGV[3], 'c', ARGV[5], 'l', ARGV[6])
        end
        return 1
        """;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Effort effort)
    {
        await using var stage = await StoreOnRedis.StartAsync();
        await using var connection = await stage.Redis.ConnectAsync();
        var cheapest = new CheapestScript(connection.GetDatabase());
        var (small, large) = (new Reservations(3, 2), new Reservations(5, 4));
        await CompareAsync(stage, cheapest, large, "key_bench", effort.WarmUp);

        var alone3 = await RoundsOf(effort, () => CompareAsync(stage, cheapest, small, "key_bench", effort.Load));
        var alone5 = await RoundsOf(effort, () => CompareAsync(stage, cheapest, large, "key_bench", effort.Load));
        var rates = await Rounds.AlternateAsync(
            effort.Rounds, () => RateAsync(cheapest.RunAsync, effort.Load / 2), () => RateAsync(() => ReserveAsync(stage, large, "key_bench"), effort.Load / 2));
        // Keys of one organization and one user share less than one key does.
        var apart = await Rounds.AlternateAsync(
            effort.Rounds, () => RateAsync(cheapest.RunAsync, effort.Load / 2), () => RateAsync(() => ReserveAsync(stage, large, AnyOf(Several)), effort.Load / 2));
        var cpu = await CpuAsync(stage, cheapest, large);
        var growth = await GrowthAsync(small, effort);
        return
        [
            Time("reserve 3 x 2 alone, of the cheapest EVALSHA", alone3, 1.35),
            Time("reserve 5 x 4 alone, of the cheapest EVALSHA", alone5, 1.9),
            Rate("reserve 5 x 4 with 64 in flight: rate, of the cheapest EVALSHA's", rates, 1 / 6.0),
            Rate("the same over 1,000 keys", apart, null),
            cpu,
            growth,
        ];
    }

    /// <summary>CPU of the Redis process for a call, from reservation to settlement.</summary>
    private static async Task<Figure> CpuAsync(StoreOnRedis stage, CheapestScript cheapest, Reservations calls)
    {
        const int Count = 20_000;
        var granted = new ConcurrentQueue<Reservation>();
        var idle = await OfRedisAsync(cheapest.RunAsync);
        var reserve = await OfRedisAsync(async () => granted.Enqueue(((ReserveResult.Granted)await stage.Store.ReserveAsync(calls.Next("key_bench"), default)).Reservation));
        var settle = await OfRedisAsync(async () =>
        {
            granted.TryDequeue(out var reservation);
            await stage.Store.SettleAsync(reservation!, Reservations.Settle(reservation!), default);
        });
        return new(Name, "CPU of Redis for a call, in cheapest EVALSHAs", (reserve + settle) / idle, null, null, MoreIsBetter: false, FormattableString.Invariant($"cheapest {idle:N0}, reserve 5 x 4 {reserve:N0}, settle {settle:N0} µs"));

        async Task<double> OfRedisAsync(Func<Task> call)
        {
            var before = ProcessCosts.Cpu(stage.Redis.Id);
            var left = Count;
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0) await call();
            })));
            return (ProcessCosts.Cpu(stage.Redis.Id) - before).TotalMicroseconds / Count;
        }
    }

    private static async Task<IReadOnlyList<(double Control, double Gateway)>> RoundsOf(Effort effort, Func<Task<(double, double)>> measure)
    {
        var pairs = new List<(double, double)>();
        for (var round = 0; round < effort.Rounds; round++) pairs.Add(await measure());
        return pairs;
    }

    /// <summary>Median microseconds of both, call by call in turn; what was reserved is settled outside the time.</summary>
    private static async Task<(double Control, double Gateway)> CompareAsync(StoreOnRedis stage, CheapestScript cheapest, Reservations calls, string key, TimeSpan time)
    {
        List<double> control = [], gateway = [];
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
        {
            var before = Stopwatch.GetTimestamp();
            await cheapest.RunAsync();
            control.Add(Stopwatch.GetElapsedTime(before).TotalMicroseconds);
            var request = calls.Next(key);
            before = Stopwatch.GetTimestamp();
            var granted = (ReserveResult.Granted)await stage.Store.ReserveAsync(request, default);
            gateway.Add(Stopwatch.GetElapsedTime(before).TotalMicroseconds);
            await stage.Store.SettleAsync(granted.Reservation, Void(granted.Reservation), default);
        }

        return (Rounds.Median(control), Rounds.Median(gateway));
    }

    private static async Task<double> RateAsync(Func<Task> call, TimeSpan time)
    {
        var calls = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                await call();
                Interlocked.Increment(ref calls);
            }
        })));
        return calls / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task ReserveAsync(StoreOnRedis stage, Reservations calls, string key)
    {
        if (await stage.Store.ReserveAsync(calls.Next(key), default) is not ReserveResult.Granted) throw new InvalidOperationException("A reservation far from every limit was not granted.");
    }

    /// <summary>The same reservations on two stores in turn: over 100 keys, and over a million.</summary>
    private static async Task<Figure> GrowthAsync(Reservations calls, Effort effort)
    {
        await using var few = await StoreOnRedis.StartAsync();
        await using var many = await StoreOnRedis.StartAsync();
        await FillAsync(few, Few);
        await FillAsync(many, Many);
        await Eventually.ReachesAsync(() => RewritesAsync(many), rewrites => !rewrites, "the end of the rewriting of the append-only file that so much new data starts");
        var pairs = await Rounds.AlternateAsync(effort.Rounds, () => OverAsync(few, calls, Few, effort), () => OverAsync(many, calls, Many, effort));
        return Time("reserve 3 x 2 over a million keys, of over 100", pairs, 1.25);
    }

    private static async Task FillAsync(StoreOnRedis stage, int keys)
    {
        await using var connection = await stage.Redis.ConnectAsync();
        RedisValue counters = new AccountCounters(1, AccountCounters.NoDay, new(Tokens: 1200, Calls: 4), Amounts.Zero).Write(), limits = RedisNumbers.Of(Reservations.Limits(2));
        var month = TimeProvider.System.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        for (var from = 1; from <= keys; from += 10_000)
        {
            await connection.GetDatabase().ScriptEvaluateAsync(Fill, ["lgw:{b000}:fill"], [from, Math.Min(keys, from + 9_999), month, "key_", counters, limits]);
        }
    }

    private static async Task<bool> RewritesAsync(StoreOnRedis stage)
    {
        await using var connection = await stage.Redis.ConnectAsync();
        var state = await connection.GetServer("127.0.0.1", stage.Redis.Port).InfoRawAsync("persistence");
        return state!.Contains("aof_rewrite_in_progress:1", StringComparison.Ordinal) || state.Contains("aof_rewrite_scheduled:1", StringComparison.Ordinal);
    }

    private static async Task<double> OverAsync(StoreOnRedis stage, Reservations calls, int keys, Effort effort)
    {
        var trips = new List<double>();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < effort.Load / 2;)
        {
            var request = calls.Next(AnyOf(keys));
            var before = Stopwatch.GetTimestamp();
            var granted = (ReserveResult.Granted)await stage.Store.ReserveAsync(request, default);
            trips.Add(Stopwatch.GetElapsedTime(before).TotalMicroseconds);
            await stage.Store.SettleAsync(granted.Reservation, Void(granted.Reservation), default);
        }

        return Rounds.Median(trips);
    }

    private static string AnyOf(int keys) => FormattableString.Invariant($"key_{Random.Shared.Next(keys) + 1}");

    private static Settlement Void(Reservation reservation) => new() { ReservationId = reservation.Id, Kind = EntryKind.Void, Posted = Amounts.Zero };

    private static Figure Time(string what, IReadOnlyList<(double Control, double Gateway)> pairs, double must) =>
        Figure.OfRounds(Name, what, pairs, value => value, must, null, moreIsBetter: false, "µs");

    private static Figure Rate(string what, IReadOnlyList<(double Control, double Gateway)> pairs, double? must) =>
        Figure.OfRounds(Name, what, pairs, value => value, must, null, moreIsBetter: true, "a second");
}
