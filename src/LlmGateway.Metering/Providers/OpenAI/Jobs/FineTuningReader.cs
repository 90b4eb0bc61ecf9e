using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.OpenAI.Jobs;

/// <summary>Reads a fine-tuning job: trained tokens of one that succeeded. One that was cancelled may be charged for its steps, which nobody tells: then the hold is booked.</summary>
internal sealed class FineTuningReader(ResponseHead head) : UsageReader
{
    private static readonly JsonShape s_shape = new(["id", "status", "trained_tokens", "model", "fine_tuned_model", "result_files[]"]);

    private readonly JsonScanner _scanner = new(s_shape);

    /// <summary>The name that training prices of a model stand under.</summary>
    public static string Training(string model) => "training:" + model;

    public override void Read(ReadOnlySpan<byte> bytes) => _scanner.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var (id, status) = (_scanner.Text("id"), _scanner.Text("status"));
        if (!head.IsSuccess || id is null || status is null) return new() { AnythingSeen = head.IsSuccess && _scanner.AnythingSeen };
        var state = status switch { "succeeded" or "cancelled" => JobState.Succeeded, "failed" => JobState.Failed, _ => JobState.Running };
        var tokens = UsageJson.Decimal(_scanner.Value("trained_tokens"));
        var usage = state == JobState.Succeeded && tokens is { } trained && trained <= Amounts.Largest
            ? new Usage { InputTokens = (long)trained, Model = _scanner.Text("model") is { } model ? Training(model) : null }
            : null;
        return new UsageReading
        {
            ProviderId = id,
            Job = state,
            Usage = usage,
            Final = usage is not null,
            Failed = state == JobState.Failed,
            AnythingSeen = true,
            Created = state == JobState.Running ? [] : [.. _scanner.Texts("result_files[]").Append(_scanner.Text("fine_tuned_model")).OfType<string>().Select(made => new CreatedObject(made))],
        };
    }
}
