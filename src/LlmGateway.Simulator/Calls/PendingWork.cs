namespace LlmGateway.Simulator.Calls;

/// <summary>What a job answers with when it has ended well, and what it then puts on the bill.</summary>
internal sealed record PendingAnswer(System.Text.Json.Nodes.JsonObject Body, IReadOnlyList<BillLine> Bill);

/// <summary>A job that is no video: ends after a time or at the Nth look, well, badly or because it was cancelled.</summary>
internal sealed class PendingWork(SimulatorOptions options, SimulatedBehaviour behaviour, PendingAnswer answer)
{
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _created = options.Time.GetUtcNow();
    private int _looks;
    private bool _billed;
    private bool _cancelled;

    public PendingAnswer Answer => answer;

    public bool Failed => behaviour.JobFails;

    public bool Cancelled
    {
        get { lock (_lock) return _cancelled; }
    }

    public void Cancel()
    {
        lock (_lock) _cancelled |= !_billed;
    }

    /// <summary>Looks at the job: true if it has ended. The first look that sees a good end puts it on the bill.</summary>
    public bool Look(Bill bill)
    {
        lock (_lock)
        {
            if (_cancelled) return true;
            _looks++;
            var duration = behaviour.JobSeconds is { } told ? TimeSpan.FromSeconds(told) : options.JobDuration;
            var ended = behaviour.JobPolls is { } polls ? _looks >= polls : options.Time.GetUtcNow() - _created >= duration;
            if (!ended || Failed || _billed) return ended;
            _billed = true;
            foreach (var line in answer.Bill) bill.Add(line);
            return true;
        }
    }
}
