using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>What an answer says of a job, by the words of all families (fact sheet 5).</summary>
internal static class JobAnswer
{
    /// <summary>A submission: the job that the answer names, which runs unless the answer already says that it failed.</summary>
    public static UsageReading Submitted(HeyGenAnswer answer, string? id) => id is null ? new() : new()
    {
        ProviderId = id,
        Job = State(answer.Id("status")) == JobState.Failed ? JobState.Failed : JobState.Running,
        Failed = State(answer.Id("status")) == JobState.Failed,
    };

    /// <summary>A look at a job. Its end counts what <paramref name="made"/> tells.</summary>
    /// <param name="id">The job that was asked for.</param>
    public static UsageReading Seen(HeyGenAnswer answer, string? id, Func<Usage> made)
    {
        var status = answer.Id("status");
        var state = State(status);
        if (state is null) return new() { ProviderId = id };
        return new()
        {
            ProviderId = id,
            Job = state,
            Failed = state == JobState.Failed,
            Usage = state == JobState.Succeeded && IsKnown(status, answer) ? made() : null,
            Computed = state == JobState.Succeeded,
            Final = state == JobState.Succeeded && IsKnown(status, answer),
        };
    }

    /// <summary>One video, of the duration that is told.</summary>
    public static Usage OneVideo(HeyGenAnswer answer) => new() { Videos = 1, VideoMilliseconds = HeyGenAnswer.Milliseconds(answer.Payload.Member("duration")) };

    public static JobState? State(string? status) => status switch
    {
        null => null,
        "completed" or "complete" or "success" or "succeeded" or "deleted" => JobState.Succeeded,
        "failed" or "error" or "cancelled" or "canceled" => JobState.Failed,
        _ => JobState.Running,
    };

    /// <summary>
    /// Deleting is the caller's doing and no failure: what was deleted before its end was seen is booked at its duration if the answer still tells it, and at its hold else.
    /// </summary>
    private static bool IsKnown(string? status, HeyGenAnswer answer) => status != "deleted" || OneVideo(answer).VideoMilliseconds is not null;
}
