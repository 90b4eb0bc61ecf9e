using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.OpenAI.Jobs;

/// <summary>Reads a run of an evaluation: what it used of each model. A run that failed or was cancelled is charged for what it shows.</summary>
internal sealed class EvalRunReader(ResponseHead head) : UsageReader
{
    private static readonly JsonShape s_shape = new(["id", "status", "per_model_usage"]);

    private readonly JsonScanner _scanner = new(s_shape);

    public override void Read(ReadOnlySpan<byte> bytes) => _scanner.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var (id, status) = (_scanner.Text("id"), _scanner.Text("status"));
        if (!head.IsSuccess || id is null || status is null) return new() { AnythingSeen = head.IsSuccess && _scanner.AnythingSeen };
        var ended = status is "completed" or "failed" or "canceled" or "cancelled";
        var usage = ended ? ModelUsage.OfList(_scanner.Value("per_model_usage")) : null;
        var failed = status == "failed" && usage is null;
        return new UsageReading
        {
            ProviderId = id,
            Job = failed ? JobState.Failed : ended ? JobState.Succeeded : JobState.Running,
            Usage = usage,
            Final = usage is not null,
            Failed = failed,
            AnythingSeen = true,
        };
    }
}
