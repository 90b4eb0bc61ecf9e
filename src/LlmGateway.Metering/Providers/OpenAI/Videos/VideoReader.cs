using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.OpenAI.Videos;

/// <summary>Reads a video object: its id, its status, and the seconds (a string) and size of the finished video.</summary>
internal sealed class VideoReader(ResponseHead head) : UsageReader
{
    private static readonly JsonShape s_shape = new(["id", "status", "seconds", "size", "model"]);

    private readonly JsonScanner _scanner = new(s_shape);

    public override void Read(ReadOnlySpan<byte> bytes) => _scanner.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var (status, id) = (_scanner.Text("status"), _scanner.Text("id"));
        if (!head.IsSuccess || status is null || id is null) return new() { AnythingSeen = head.IsSuccess && _scanner.AnythingSeen };
        var done = status == "completed";
        return new UsageReading
        {
            ProviderId = id,
            Job = status switch { "completed" => JobState.Succeeded, "failed" => JobState.Failed, _ => JobState.Running },
            Usage = done ? Finished() : null,
            Computed = done,
            Failed = status == "failed",
            Final = done,
            AnythingSeen = true,
        };
    }

    private Usage Finished() => new()
    {
        Videos = 1,
        VideoMilliseconds = UsageJson.Decimal(_scanner.Value("seconds")) is { } seconds && seconds < Amounts.Largest / 1000 ? (long)(seconds * 1000) : null,
        Resolution = _scanner.Text("size") is { } size ? VideoSize.Resolution(size) : null,
        Model = _scanner.Text("model"),
    };
}
