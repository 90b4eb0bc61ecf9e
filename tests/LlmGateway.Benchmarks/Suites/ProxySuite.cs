using LlmGateway.Benchmarks.Loads;
using LlmGateway.Benchmarks.Processes;
using LlmGateway.Benchmarks.Report;

namespace LlmGateway.Benchmarks.Suites;

/// <summary>JSON chat calls of 1 kB.</summary>
internal static class ProxySuite
{
    private const string Name = "proxy";

    public static async Task<IReadOnlyList<Figure>> RunAsync(Effort effort)
    {
        await using var around = await Surroundings.StartAsync();
        var key = await around.KeyAsync();
        var body = ChatBody.OfSize(1024);
        foreach (var proxy in (Proxy[])[Proxy.Yarp(around), Proxy.Gateway(around)]) await proxy.WarmAsync(key, body, 64, effort);

        var busy = await CompareAsync(around, key, body, 64, effort);
        var busier = await CompareAsync(around, key, body, 256, effort);
        var waiting = await CompareAsync(around, key, body, 64, effort, wait: 20);
        var alone = await CompareAsync(around, key, body, 1, effort);
        var trip = await CheapestScript.RoundTripAsync(around.Redis, effort.Load);
        var added = Rounds.Median(alone.Select(pair => (pair.Gateway.P50 - pair.Control.P50) / trip));
        var (aloneYarp, aloneGateway) = Rounds.Medians(alone, result => result.P50);

        return
        [
            Rate("JSON call of 1 kB, 64 connections: throughput, of bare YARP's", busy, 0.75, 0.90),
            Rate("the same at 256 connections", busier, 0.80, 0.95),
            Rate("the same at 64, upstream answers after 20 ms", waiting, null, null),
            Cost("CPU per request, of bare YARP's", busy, result => result.CpuMicroseconds, 1.5, 1.25),
            new(Name, "added p50 alone, in round trips of the cheapest EVALSHA", added, 2.5, 1.8, MoreIsBetter: false, FormattableString.Invariant($"{aloneYarp:N0} and {aloneGateway:N0} µs, a trip {trip:N0} µs")),
            Cost("p99 at 64 connections, of bare YARP's", busy, result => result.P99, 1.8, 1.3),
            await RefusalsAsync(around, key, body, effort),
        ];
    }

    private static Task<IReadOnlyList<(WrkResult Control, WrkResult Gateway)>> CompareAsync(Surroundings around, string key, string body, int connections, Effort effort, int wait = 0)
    {
        var (yarp, gateway) = (Proxy.Yarp(around), Proxy.Gateway(around));
        return Rounds.AlternateAsync(
            effort.Rounds,
            async () => (await yarp.LoadAsync(key, body, connections, effort.Load, wait: wait)).AllAccepted(),
            async () => (await gateway.LoadAsync(key, body, connections, effort.Load, wait: wait)).AllAccepted());
    }

    /// <summary>The rate of refusals of an exhausted key against the rate of accepted calls.</summary>
    private static async Task<Figure> RefusalsAsync(Surroundings around, string key, string body, Effort effort)
    {
        var exhausted = await around.KeyAsync(new { monthly_token_limit = 1 });
        var gateway = Proxy.Gateway(around);
        await gateway.LoadAsync(exhausted, body, 64, effort.Load);
        var pairs = await Rounds.AlternateAsync(
            effort.Rounds,
            async () => (await gateway.LoadAsync(key, body, 64, effort.Load)).AllAccepted(),
            () => gateway.LoadAsync(exhausted, body, 64, effort.Load));
        if (pairs.Any(pair => pair.Gateway.Refused != pair.Gateway.Answers)) throw new InvalidOperationException("An exhausted key was not refused.");
        return Rate("a refusal: rate, of an accepted call's", pairs, 2, 3);
    }

    private static Figure Rate(string what, IReadOnlyList<(WrkResult Control, WrkResult Gateway)> pairs, double? must, double? aim) =>
        Figure.OfRounds(Name, what, pairs, result => result.PerSecond, must, aim, moreIsBetter: true, "a second");

    private static Figure Cost(string what, IReadOnlyList<(WrkResult Control, WrkResult Gateway)> pairs, Func<WrkResult, double> quantity, double must, double aim) =>
        Figure.OfRounds(Name, what, pairs, quantity, must, aim, moreIsBetter: false, "µs");
}
