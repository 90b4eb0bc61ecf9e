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
        return [Figure.OfRounds("prompt", "1 MB prompt far from every limit: CPU, of bare YARP's", pairs, result => result.CpuMicroseconds, 2.0, 1.5, moreIsBetter: false, "µs")];
    }
}
