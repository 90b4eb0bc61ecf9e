namespace LlmGateway.Simulator.Calls;

/// <summary>A video job: ends after a time or at the Nth look, well or badly.</summary>
internal sealed class Job(string id, string model, int videos, decimal seconds, string resolution, SimulatedBehaviour behaviour, DateTimeOffset created, SimulatorOptions options)
{
    private readonly Lock _lock = new();
    private int _looks;
    private bool _billed;

    public string Id => id;

    public string Model => model;

    public int Videos => videos;

    /// <summary>Seconds of one video.</summary>
    public decimal Seconds => seconds;

    public string Resolution => resolution;

    public DateTimeOffset Created => created;

    public bool Failed => behaviour.JobFails;

    /// <summary>Looks at the job: true if it has ended. The first look that sees a good end puts it on the bill.</summary>
    public bool Look(string provider, Bill bill)
    {
        lock (_lock)
        {
            _looks++;
            var duration = behaviour.JobSeconds is { } told ? TimeSpan.FromSeconds(told) : options.JobDuration;
            var ended = behaviour.JobPolls is { } polls ? _looks >= polls : options.Time.GetUtcNow() - created >= duration;
            if (ended && !Failed && !_billed)
            {
                _billed = true;
                bill.Add(new(provider, "video", id, model, 0, 0, 0, 0, 0, videos, seconds * videos, false));
            }

            return ended;
        }
    }
}
