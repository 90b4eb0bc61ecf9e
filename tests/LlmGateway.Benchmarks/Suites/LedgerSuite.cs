using System.Collections.Immutable;
using System.Diagnostics;
using LlmGateway.Benchmarks.Loads;
using LlmGateway.Benchmarks.Processes;
using LlmGateway.Benchmarks.Report;
using LlmGateway.Metering;

namespace LlmGateway.Benchmarks.Suites;

/// <summary>Rows of the ledger in PostgreSQL with fsync: as the ledger writer writes them, against one transaction a row, and against what a gateway can make.</summary>
internal static class LedgerSuite
{
    private const string Name = "ledger";
    private const int Batch = 2000;

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
        for (var warming = 0; warming < 3; warming++) await RateAsync(stage, Batch, effort.Load); // The compiler is done after some hundred batches.
        await RateAsync(stage, 1, effort.Load / 3);
        var pairs = await Rounds.AlternateAsync(effort.Rounds, () => RateAsync(stage, 1, effort.Load / 3), () => RateAsync(stage, Batch, effort.Load / 2));
        var (_, batched) = Rounds.Medians(pairs, rate => rate);
        return
        [
            Figure.OfRounds(Name, "ledger rows in batches, of one by one", pairs, rate => rate, 50, null, moreIsBetter: true, "rows a second"),
            new(Name, "ledger rows in batches, of the gateway's maximum rate", batched / most, 4, null, MoreIsBetter: true, FormattableString.Invariant($"{most:N0} calls and {batched:N0} rows a second")),
        ];
    }

    private static async Task<double> RateAsync(StoreOnRedis stage, int batch, TimeSpan time)
    {
        var rows = 0;
        var made = Enumerable.Range(0, batch == 1 ? 5000 : 40).Select(_ => Rows(batch)).ToArray();
        var start = Stopwatch.GetTimestamp();
        foreach (var entries in made)
        {
            await stage.Ledger.WriteAsync(entries, default);
            rows += batch;
            if (Stopwatch.GetElapsedTime(start) > time) break;
        }

        return rows / Stopwatch.GetElapsedTime(start).TotalSeconds;
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
