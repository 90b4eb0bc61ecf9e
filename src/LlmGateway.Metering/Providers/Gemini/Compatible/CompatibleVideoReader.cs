using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.Gemini.Compatible;

/// <summary>Reads a video object of the OpenAI form: its id, its status and, if it tells them, the seconds (a string) and size of the finished video.</summary>
internal sealed class CompatibleVideoReader(ResponseHead head) : UsageReader
{
    private const decimal MostSeconds = 3600;

    private static readonly JsonShape s_shape = new(["id", "status", "seconds", "size", "model"]);

    private readonly JsonScanner _scanner = new(s_shape);

    public override void Read(ReadOnlySpan<byte> bytes) => _scanner.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var (status, id) = (_scanner.Text("status"), _scanner.Text("id"));
        if (!whole || !head.IsSuccess || status is null || id is null) return new() { AnythingSeen = head.IsSuccess && _scanner.AnythingSeen };
        var done = status == "completed";
        return new UsageReading
        {
            ProviderId = id,
            Job = done ? JobState.Succeeded : status == "failed" ? JobState.Failed : JobState.Running,
            Usage = done ? Finished() : null,
            Computed = done,
            Final = done,
            Failed = status == "failed",
            AnythingSeen = true,
        };
    }

    /// <summary>What it does not tell, the request's counts for.</summary>
    private Usage Finished() => new()
    {
        Videos = 1,
        VideoMilliseconds = UsageJson.Decimal(_scanner.Value("seconds")) is { } seconds and > 0 and <= MostSeconds ? (long)(seconds * 1000) : null,
        Resolution = _scanner.Text("size") is { } size ? CompatibleVideosOperation.Resolution(size) : null,
        Model = _scanner.Text("model"),
    };
}
