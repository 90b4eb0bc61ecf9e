using LlmGateway.Benchmarks.Processes;

namespace LlmGateway.Benchmarks.Loads;

/// <summary>One of the two that are compared.</summary>
internal sealed record Proxy(Uri Address, int ProcessId)
{
    public static Proxy Yarp(Surroundings around) => new(around.Yarp.Address, around.Yarp.Id);

    public static Proxy Gateway(Surroundings around) => new(around.Gateway.Address, around.Gateway.Id);

    /// <summary>Calls, and the CPU that this proxy's process used for them.</summary>
    public async Task<WrkResult> LoadAsync(string key, string body, int connections, TimeSpan time, string? keysFile = null)
    {
        var before = ProcessCosts.Cpu(ProcessId);
        var result = await Wrk.RunAsync(Address, key, body, connections, time, keysFile);
        return result with { Cpu = ProcessCosts.Cpu(ProcessId) - before };
    }
}
