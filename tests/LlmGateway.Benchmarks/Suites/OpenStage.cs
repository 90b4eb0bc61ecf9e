using LlmGateway.Benchmarks.Loads;
using LlmGateway.Benchmarks.Processes;

namespace LlmGateway.Benchmarks.Suites;

/// <summary>Everything started and left to whoever wants to look at it with a profiler; gone when the input ends.</summary>
internal static class OpenStage
{
    public static async Task<int> RunAsync()
    {
        await using var around = await Surroundings.StartAsync();
        using var script = TemporaryFile.Of(Wrk.Script(await around.KeyAsync(), ChatBody.OfSize(1024)));
        Console.WriteLine($"gateway {around.Gateway.Address} process {around.Gateway.Id}, bare YARP {around.Yarp.Address} process {around.Yarp.Id}, redis port {around.Redis.Port}");
        Console.WriteLine($"wrk -t2 -c64 -d10s -s {script.Path} {new Uri(around.Gateway.Address, Wrk.Path)}");
        while (await Console.In.ReadLineAsync() is not null) { }
        return 0;
    }
}
