using LlmGateway.Metering;

namespace LlmGateway.Quotas.Embedded;

/// <summary>Bindings by the provider's id of the job. Those of resolved reservations stay for a day: so long a provider may replay a submission.</summary>
internal sealed class JobIndex
{
    private static readonly TimeSpan s_memory = TimeSpan.FromHours(25);

    private readonly Dictionary<(string Provider, string JobId), JobBinding> _jobs = [];
    private readonly Queue<(DateTimeOffset At, string Provider, string JobId)> _forget = new();

    public JobBinding? Find(string provider, string jobId) => _jobs.GetValueOrDefault((provider, jobId));

    public void Add(JobBinding job) => _jobs[(job.Provider, job.JobId)] = job;

    public void Resolved(JobBinding job, DateTimeOffset now)
    {
        _forget.Enqueue((now + s_memory, job.Provider, job.JobId));
        while (_forget.TryPeek(out var oldest) && oldest.At <= now) _jobs.Remove((_forget.Peek().Provider, _forget.Dequeue().JobId));
    }
}
