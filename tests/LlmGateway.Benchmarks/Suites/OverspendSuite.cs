using LlmGateway.Benchmarks.Loads;
using LlmGateway.Benchmarks.Processes;
using LlmGateway.Benchmarks.Report;

namespace LlmGateway.Benchmarks.Suites;

/// <summary>Two gateways on one Redis, both under load while a key's calls run out.</summary>
internal static class OverspendSuite
{
    private const int Limit = 4_321;
    private const int Most = 15;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Effort effort)
    {
        await using var around = await Surroundings.StartAsync(gateways: 2);
        var key = await around.KeyAsync(new { monthly_call_limit = Limit });
        await Task.Delay(TimeSpan.FromSeconds(1)); // A new limit is known everywhere within a second.
        var body = ChatBody.OfSize(1024);
        long accepted = 0, refused = 0;
        for (var loads = 0; refused == 0 && loads < Most; loads++)
        {
            var results = await Task.WhenAll(around.Gateways.Select(gateway => Wrk.RunAsync(gateway.Address, key, body, 64, TimeSpan.FromSeconds(4))));
            accepted += results.Sum(result => result.Answers - result.Refused);
            refused += results.Sum(result => result.Refused);
        }

        if (refused == 0) throw new InvalidOperationException("The limit was not reached: this machine is too slow for it.");
        return
        [
            new("overspend", "two gateways on one Redis: calls above the limit", Math.Max(0, accepted - Limit), 0, 0, MoreIsBetter: false, FormattableString.Invariant($"limit {Limit:N0}, accepted {accepted:N0}, refused {refused:N0}")),
        ];
    }
}
