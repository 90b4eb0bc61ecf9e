using LlmGateway.Benchmarks.Loads;
using LlmGateway.Benchmarks.Processes;
using LlmGateway.Benchmarks.Report;

namespace LlmGateway.Benchmarks.Suites;

/// <summary>A prompt of 1 MB, far from every limit.</summary>
internal static class PromptSuite
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(Effort effort)
    {
        await using var around = await Surroundings.StartAsync();
        var key = await around.KeyAsync();
        var body = ChatBody.OfSize(1024 * 1024);
        var (yarp, gateway) = (Proxy.Yarp(around), Proxy.Gateway(around));
        foreach (var proxy in (Proxy[])[yarp, gateway]) await proxy.WarmAsync(key, body, 8, effort);
        var pairs = await Rounds.AlternateAsync(
            effort.Rounds,
            async () => (await yarp.LoadAsync(key, body, 8, effort.Load)).AllAccepted(),
            async () => (await gateway.LoadAsync(key, body, 8, effort.Load)).AllAccepted());
        var (control, ours) = Rounds.Medians(pairs, result => result.CpuMicroseconds);
        return
        [
            new("prompt", "1 MB prompt far from every limit: CPU, of bare YARP's", Rounds.Ratio(pairs, result => result.CpuMicroseconds), 2.0, 1.5, MoreIsBetter: false, FormattableString.Invariant($"{control:N0} and {ours:N0} µs")),
        ];
    }
}
