using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>
/// GET /v3/video-agents/{id}: a look at a session (fact sheet 5), which names its video once it makes one. The gateway's own look at a later run of the session adds
/// the run's id to the query; the job's name holds both, so that nobody sees another's session by the name of his own run.
/// </summary>
public sealed class VideoAgentOperation : Operation
{
    internal const string Run = "run_id";

    private const char Between = '/';
    private const string Waits = "waiting_for_input";

    public override string Name => "heygen.video_agent";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v3/video-agents/{id}")];

    public override string Booking => "Nothing of its own: what the session holds goes on to its video (data.video_id).";

    public override string? JobId(CallRequest request) =>
        request.Query.TryGetValue(Run, out var run) ? Join(request.RouteValues["id"], run) : request.RouteValues["id"];

    public override string PollPath(CallRequest request, string jobId) => $"/v3/videos/{Uri.EscapeDataString(jobId)}";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new HeyGenReader(head, answer => Read(answer, JobId(request)));

    internal static string Join(string session, string run) => $"{session}{Between}{run}";

    internal static (string Session, string? Run) Split(string jobId)
    {
        var parts = jobId.Split(Between, 2);
        return (parts[0], parts.Length > 1 ? parts[1] : null);
    }

    /// <summary>
    /// A later run's session names the earlier video until the run has ended. A session that waits for its user has made what it could: what it is told next is another
    /// call, which holds for itself.
    /// </summary>
    private static UsageReading Read(HeyGenAnswer answer, string? id)
    {
        var status = answer.Id("status");
        var state = JobAnswer.State(status);
        var hasEnded = state == JobState.Succeeded || status == Waits;
        var isLater = id is not null && Split(id).Run is not null;
        if (state == JobState.Failed) return new() { ProviderId = id, Job = state, Failed = true };
        if (answer.Id("video_id") is { } video && (!isLater || hasEnded)) return new() { ProviderId = id, Job = JobState.Running, Successors = [video] };
        if (hasEnded) return new() { ProviderId = id, Job = JobState.Succeeded, Usage = new() { Videos = 0, VideoMilliseconds = 0 }, Computed = true, Final = true };
        return new() { ProviderId = id, Job = state };
    }
}
