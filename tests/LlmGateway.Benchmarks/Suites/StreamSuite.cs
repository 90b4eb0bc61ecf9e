using LlmGateway.Benchmarks.Loads;
using LlmGateway.Benchmarks.Processes;
using LlmGateway.Benchmarks.Report;

namespace LlmGateway.Benchmarks.Suites;

/// <summary>Streamed chats. The caller does not ask for usage, as most do not: the gateway asks for it and hides it again.</summary>
internal static class StreamSuite
{
    private const string Name = "streams";
    private const int Open = 1000;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Effort effort)
    {
        await using var around = await Surroundings.StartAsync();
        var key = await around.KeyAsync();
        foreach (var proxy in (Proxy[])[Proxy.Yarp(around), Proxy.Gateway(around)]) await StreamLoad.WarmAsync(proxy.Address, key, effort);

        var rates = await CompareAsync(around, effort, proxy => StreamLoad.RateAsync(proxy, key, 16, 100, effort.Load));
        var firsts = await CompareAsync(around, effort, proxy => StreamLoad.FirstByteAsync(proxy, key, effort.Load / 2));
        var delays = await CompareAsync(around, effort, proxy => StreamLoad.ChunkDelayAsync(proxy, key, effort.Load));
        var memory = await MemoryAsync(around, key, effort);
        return
        [
            Of("streams of 100 chunks, 16 at once: streams a second, of bare YARP's", rates, 0.80, 0.90, moreIsBetter: true, "a second"),
            Of("time to first byte alone, of bare YARP's", firsts, 2.5, 1.8, moreIsBetter: false, "µs"),
            Of("delay of a chunk, of bare YARP's", delays, 1.3, 1.1, moreIsBetter: false, "µs"),
            Of("memory of 1,000 open streams, of bare YARP's", memory, 1.5, 1.2, moreIsBetter: false, "MB"),
        ];
    }

    private static Task<IReadOnlyList<(double Control, double Gateway)>> CompareAsync(Surroundings around, Effort effort, Func<Uri, Task<double>> measure) =>
        Rounds.AlternateAsync(effort.Rounds, () => measure(around.Yarp.Address), () => measure(around.Gateway.Address));

    private static Figure Of(string what, IReadOnlyList<(double Control, double Gateway)> pairs, double must, double aim, bool moreIsBetter, string unit) =>
        Figure.OfRounds(Name, what, pairs, value => value, must, aim, moreIsBetter, unit);

    /// <summary>How many megabytes 1,000 open streams that get a chunk a second add to a process that has just been warmed up.</summary>
    private static async Task<IReadOnlyList<(double Control, double Gateway)>> MemoryAsync(Surroundings around, string key, Effort effort)
    {
        var pairs = new List<(double, double)>();
        for (var round = 0; round < (effort.Rounds < Effort.Full.Rounds ? 1 : 3); round++)
        {
            await around.StartAgainAsync();
            var control = await GrowthAsync(Proxy.Yarp(around), key);
            pairs.Add((control, await GrowthAsync(Proxy.Gateway(around), key)));
        }

        return pairs;
    }

    private static async Task<double> GrowthAsync(Proxy proxy, string key)
    {
        await StreamLoad.RateAsync(proxy.Address, key, 16, 20, TimeSpan.FromSeconds(45)); // The compiler's own memory is not the streams'.
        var before = ProcessCosts.Memory(proxy.ProcessId);
        var clients = Enumerable.Range(0, Open).Select(_ => new StreamClient(proxy.Address, key, 4, 1000)).ToArray();
        try
        {
            foreach (var batch in clients.Chunk(100)) await Task.WhenAll(batch.Select(async client =>
            {
                await client.ConnectAsync();
                await client.OpenAsync();
            }));
            var open = ProcessCosts.Memory(proxy.ProcessId);
            await Task.WhenAll(clients.Select(client => client.ReadToEndAsync()));
            return Math.Max(open - before, 1) / 1e6;
        }
        finally
        {
            foreach (var client in clients) client.Dispose();
        }
    }
}
