using System.Collections.Concurrent;

namespace LlmGateway.Simulator.Calls;

/// <summary>The video jobs of all simulated providers.</summary>
internal sealed class Jobs(SimulatorOptions options)
{
    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);

    public Job Add(string id, string model, int videos, decimal seconds, string resolution, SimulatedBehaviour behaviour) =>
        _jobs[id] = new Job(id, model, videos, seconds, resolution, behaviour, options.Time.GetUtcNow(), options);

    public Job? Find(string id) => _jobs.GetValueOrDefault(id);

    public bool Remove(string id) => _jobs.TryRemove(id, out _);
}
