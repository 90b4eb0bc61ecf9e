using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;

namespace LlmGateway.Metering.Providers.OpenAI.Jobs;

/// <summary>Reads a batch object. Expired and cancelled batches are charged for the lines that were finished; usage runs along and counts at the end only.</summary>
internal sealed class BatchReader(ResponseHead head) : UsageReader
{
    /// <summary>The service tier that batch prices stand under.</summary>
    public const string Tier = "batch";

    private static readonly JsonShape s_shape = new(["id", "status", "usage", "model", "request_counts", "output_file_id", "error_file_id"]);

    private readonly JsonScanner _scanner = new(s_shape);

    public override void Read(ReadOnlySpan<byte> bytes) => _scanner.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var (id, status) = (_scanner.Text("id"), _scanner.Text("status"));
        if (!head.IsSuccess || id is null || status is null) return new() { AnythingSeen = head.IsSuccess && _scanner.AnythingSeen };
        var state = status switch { "completed" or "expired" or "cancelled" => JobState.Succeeded, "failed" => JobState.Failed, _ => JobState.Running };
        var usage = state == JobState.Succeeded ? Usage() : null;
        return new UsageReading
        {
            ProviderId = id,
            Job = state,
            Usage = usage,
            Final = usage is not null,
            Failed = state == JobState.Failed,
            AnythingSeen = true,
            Created = state == JobState.Running ? [] : [.. new[] { _scanner.Text("output_file_id"), _scanner.Text("error_file_id") }.OfType<string>().Select(file => new CreatedObject(file))],
        };
    }

    /// <summary>Batches of before September 2025 have no usage; one without a finished line used nothing.</summary>
    private Usage? Usage()
    {
        var none = _scanner.Value("request_counts").Long("completed") == 0;
        var usage = ChatUsage.Read(_scanner.Value("usage")) ?? (none ? new Usage { InputTokens = 0, OutputTokens = 0 } : null);
        return usage is null ? null : usage with { Model = _scanner.Text("model"), ServiceTier = Tier };
    }
}
