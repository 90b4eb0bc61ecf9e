using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>
/// A look at a batch (fact sheet 5): its items, which carry their job's id as <c>video_id</c> whatever they are. The batch's hold goes on to the items when
/// each has an id or has failed without one; what failed gives its share back.
/// </summary>
/// <param name="jobs">Path of the items' jobs: <c>/v3/videos</c>.</param>
public sealed class BatchOperation(string name, string jobs) : Operation
{
    public override string Name => name;

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse($"GET {jobs}/batches/{{id}}")];

    public override string Booking => "Nothing of its own: what the batch holds goes on to its items (items[].video_id), which are settled one by one.";

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override string PollPath(CallRequest request, string jobId) => $"{jobs}/{Uri.EscapeDataString(jobId)}";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new HeyGenReader(head, answer => Read(answer, JobId(request)));

    private static UsageReading Read(HeyGenAnswer answer, string? id)
    {
        var state = JobAnswer.State(answer.Id("status"));
        if (answer.Payload.Member("items") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            return new() { ProviderId = id, Job = state == JobState.Failed ? state : state is null ? null : JobState.Running, Failed = state == JobState.Failed };
        }

        JsonElement?[] items = [.. list.EnumerateArray()];
        ImmutableArray<string> ids = [.. items.SelectMany(IdsOf).Distinct(StringComparer.Ordinal)];
        if (!items.All(item => IdsOf(item).Any() || IsFailed(item))) return new() { ProviderId = id, Job = JobState.Running };
        return ids.IsEmpty
            ? new() { ProviderId = id, Job = JobState.Failed, Failed = true }
            : new() { ProviderId = id, Job = JobState.Running, Successors = ids };
    }

    /// <summary>An item that is translated into several languages may name several.</summary>
    private static IEnumerable<string> IdsOf(JsonElement? item) => HeyGenAnswer.Texts(item.Member("video_id")).Concat(HeyGenAnswer.Texts(item.Member("video_ids"))).Concat(HeyGenAnswer.Texts(item.Member("video_translation_ids")));

    private static bool IsFailed(JsonElement? item) => JobAnswer.State(HeyGenAnswer.TextOf(item.Member("status"))) == JobState.Failed;
}
