using System.Collections.Immutable;
using System.Diagnostics;
using LlmGateway.Benchmarks.Loads;
using LlmGateway.Benchmarks.Processes;
using LlmGateway.Benchmarks.Report;
using LlmGateway.Ledger;
using LlmGateway.Metering;
using Microsoft.Extensions.Logging.Abstractions;

namespace LlmGateway.Benchmarks.Suites;

/// <summary>Rows of the ledger in PostgreSQL with fsync: in batches, two under way as the ledger writer has them, against one transaction a row, and against what a gateway can make.</summary>
internal static class LedgerSuite
{
    private const string Name = "ledger";
    private const int Backlog = 60_000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Effort effort)
    {
        double most;
        await using (var around = await Surroundings.StartAsync())
        {
            var (key, body, gateway) = (await around.KeyAsync(), ChatBody.OfSize(1024), Proxy.Gateway(around));
            await gateway.WarmAsync(key, body, 64, effort);
            var rates = new List<double>();
            for (var round = 0; round < effort.Rounds; round++) rates.Add((await gateway.LoadAsync(key, body, 64, effort.Load)).AllAccepted().PerSecond);
            most = rates.Max();
        }

        await using var stage = await StoreOnRedis.StartAsync();
        for (var warming = 0; warming < 3; warming++) await InBatchesAsync(stage, effort.Load); // The compiler is done after some hundred batches.
        await OneByOneAsync(stage, effort.Load / 3);
        var pairs = await Rounds.AlternateAsync(effort.Rounds, () => OneByOneAsync(stage, effort.Load / 3), () => InBatchesAsync(stage, effort.Load / 2));
        var (_, batched) = Rounds.Medians(pairs, rate => rate);
        var caughtUp = new List<double>();
        for (var round = 0; round < effort.Rounds; round++) caughtUp.Add(await CatchUpAsync(stage));
        return
        [
            Figure.OfRounds(Name, "ledger rows in batches, of one by one", pairs, rate => rate, 50, null, moreIsBetter: true, "rows a second"),
            new(Name, "ledger rows in batches, of the gateway's maximum rate", batched / most, 4, null, MoreIsBetter: true, FormattableString.Invariant($"{most:N0} calls and {batched:N0} rows a second")),
            new(Name, "the ledger writer catching up, from Redis to PostgreSQL, of the same", Rounds.Median(caughtUp) / most, null, null, MoreIsBetter: true, FormattableString.Invariant($"{Rounds.Median(caughtUp):N0} rows a second")),
        ];
    }

    private static Task<double> OneByOneAsync(StoreOnRedis stage, TimeSpan time) => RateAsync(stage, [.. Enumerable.Range(0, 5000).Select(_ => Rows(1))], 1, time);

    private static Task<double> InBatchesAsync(StoreOnRedis stage, TimeSpan time) =>
        RateAsync(stage, [.. Enumerable.Range(0, 60).Select(_ => Rows(LedgerWriter.LargestBatch))], LedgerWriter.BatchesAtOnce, time);

    private static async Task<double> RateAsync(StoreOnRedis stage, IReadOnlyList<OutboxEntry[]> batches, int atOnce, TimeSpan time)
    {
        var (rows, start) = (0, Stopwatch.GetTimestamp());
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (entries, cancellation) =>
        {
            if (Stopwatch.GetElapsedTime(start) > time) return;
            await stage.Ledger.WriteAsync(entries, cancellation);
            Interlocked.Add(ref rows, entries.Length);
        });
        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Rows a second of the ledger writer, after a time in which PostgreSQL was away.</summary>
    private static async Task<double> CatchUpAsync(StoreOnRedis stage)
    {
        var (calls, left) = (new Reservations(5, 4), Backlog);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) is >= 0 and var i)
            {
                var granted = (ReserveResult.Granted)await stage.Store.ReserveAsync(calls.Next(FormattableString.Invariant($"key_{i % 200}")), default);
                await stage.Store.SettleAsync(granted.Reservation, Reservations.Settle(granted.Reservation), default);
            }
        })));
        using var writer = new LedgerWriter(stage.Store, stage.Ledger, TimeProvider.System, NullLogger<LedgerWriter>.Instance);
        var start = Stopwatch.GetTimestamp();
        await writer.StartAsync(default);
        await Eventually.ReachesAsync(() => stage.Store.OutboxLengthAsync(default).AsTask(), length => length == 0, "an empty outbox");
        var taken = Stopwatch.GetElapsedTime(start);
        await writer.StopAsync(default);
        return Backlog / taken.TotalSeconds;
    }

    private static OutboxEntry[] Rows(int count)
    {
        var calls = new Reservations(5, 4);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var request = calls.Next(FormattableString.Invariant($"key_{i % 200}"));
            var reservation = new Reservation
            {
                Id = request.ReservationId,
                AdmittedAt = TimeProvider.System.GetUtcNow(),
                GrantedOutputTokens = 256,
                Held = request.Hold.At(256),
                Accounts = ImmutableArray.CreateRange(request.Accounts, HeldAccount.Of),
                Context = request.Context,
            };
            var settlement = Reservations.Settle(reservation);
            return new OutboxEntry.Row(i + 1, new() { Reservation = reservation, Settlement = settlement, Delta = settlement.Posted });
        })];
    }
}
