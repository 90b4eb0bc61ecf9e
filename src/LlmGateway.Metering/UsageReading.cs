using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>What a <see cref="UsageReader"/> saw in an answer.</summary>
public sealed record UsageReading
{
    public static UsageReading Nothing { get; } = new();

    /// <summary>The last usage reported (or, for operations without reports, computed); null if none.</summary>
    public Usage? Usage { get; init; }

    /// <summary>True if <see cref="Usage"/> was computed because the provider reports nothing by design.</summary>
    public bool Computed { get; init; }

    /// <summary>True if <see cref="Usage"/> is final: a terminal event or a whole body.</summary>
    public bool Final { get; init; }

    /// <summary>Output tokens counted in what was streamed, for a stream that is cut before it reports.</summary>
    public long OutputTokensCounted { get; init; }

    /// <summary>True if any byte of a successful answer's payload was understood.</summary>
    public bool AnythingSeen { get; init; }

    /// <summary>True if the answer itself, under a 2xx status, says that the work failed and is not charged.</summary>
    public bool Failed { get; init; }

    /// <summary>The provider's id of the answer: <c>chatcmpl-...</c>, <c>resp_...</c>, <c>video_...</c>, an operation's name.</summary>
    public string? ProviderId { get; init; }

    /// <summary>Ids of all jobs that a submission created; empty: <see cref="ProviderId"/> is the only one. Several jobs share the submission's hold evenly.</summary>
    public ImmutableArray<string> JobIds { get; init; } = [];

    /// <summary>For job reads: ids of the jobs that go on in this one's place (an agent's session names its video, a batch its items); each takes an even share of its hold.</summary>
    public ImmutableArray<string> Successors { get; init; } = [];

    /// <summary>Objects that the answer created and later calls may name.</summary>
    public ImmutableArray<CreatedObject> Created { get; init; } = [];

    /// <summary>For job submissions and reads: what the answer says of the job named by <see cref="ProviderId"/>.</summary>
    public JobState? Job { get; init; }
}
