using LlmGateway.Benchmarks.Processes;

namespace LlmGateway.Benchmarks.Loads;

/// <summary>One of the two that are compared.</summary>
internal sealed record Proxy(Uri Address, int ProcessId)
{
    public static Proxy Yarp(Surroundings around) => new(around.Yarp.Address, around.Yarp.Id);

    public static Proxy Gateway(Surroundings around) => new(around.Gateway.Address, around.Gateway.Id);

    /// <summary>
    /// Until the CPU of a call falls no more: the just-in-time compiler measures before it makes its last version, and on a machine that is full it is slow to get to it.
    /// </summary>
    public async Task WarmAsync(string key, string body, int connections, Effort effort, string? keysFile = null)
    {
        const int Most = 30;
        var enough = body.Length > 100_000 ? 8_000 : 80_000;
        var best = double.MaxValue;
        long calls = 0;
        for (var (loads, settled) = (0, 0); loads < Most && (settled < 3 || calls < enough); loads++)
        {
            var load = await LoadAsync(key, body, connections, effort.WarmUp / 2, keysFile);
            calls += load.Answers;
            settled = load.CpuMicroseconds > 0.93 * best ? settled + 1 : 0;
            best = Math.Min(best, load.CpuMicroseconds);
        }
    }

    /// <summary>Calls, and the CPU that this proxy's process used for them.</summary>
    public async Task<WrkResult> LoadAsync(string key, string body, int connections, TimeSpan time, string? keysFile = null, int wait = 0)
    {
        var before = ProcessCosts.Cpu(ProcessId);
        var result = await Wrk.RunAsync(Address, key, body, connections, time, keysFile, wait);
        return result with { Cpu = ProcessCosts.Cpu(ProcessId) - before };
    }
}
