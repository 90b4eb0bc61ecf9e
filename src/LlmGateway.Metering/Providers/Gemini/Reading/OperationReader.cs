using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Reads a long-running operation (fact sheet 5): running while <c>done</c> is missing. Each generated sample is a video; an operation that
/// ends with an error, or with nothing but filtered samples, is not charged. One that ends with neither videos nor a reason is booked at its hold.
/// </summary>
internal sealed class OperationReader : UsageReader
{
    private readonly ResponseHead _head;
    private readonly JsonPicker _picker;
    private readonly LastValue _name = new();
    private readonly ImmutableArray<CreatedObject>.Builder _files = ImmutableArray.CreateBuilder<CreatedObject>();
    private bool _done;
    private bool _failed;
    private bool _filtered;
    private long _samples;

    public OperationReader(ResponseHead head)
    {
        _head = head;
        _picker = new JsonPicker()
            .On("name", _name.Set)
            .On("done", json => _done = json.SequenceEqual("true"u8))
            .OnSight("error", () => _failed = true)
            .OnSight("response/generateVideoResponse/raiMediaFilteredCount", () => _filtered = true)
            .OnSight("response/generateVideoResponse/raiMediaFilteredReasons", () => _filtered = true)
            .On("response/generateVideoResponse/generatedSamples/", _ => _samples++)
            .On("response/generateVideoResponse/generatedSamples/video/uri", AddFile);
    }

    public override void Read(ReadOnlySpan<byte> bytes) => _picker.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var name = _name.Text();
        if (!whole || !_head.IsSuccess || string.IsNullOrEmpty(name)) return new() { AnythingSeen = _head.IsSuccess && _picker.AnythingSeen };
        var failed = _done && (_failed || (_filtered && _samples == 0));
        var made = _done && !failed && _samples > 0;
        return new UsageReading
        {
            ProviderId = name,
            Job = !_done ? JobState.Running : failed ? JobState.Failed : JobState.Succeeded,
            Usage = made ? new Usage { Videos = _samples } : null,
            Computed = made,
            Final = made,
            Failed = failed,
            AnythingSeen = true,
            Created = _files.ToImmutable(),
        };
    }

    /// <summary>The video's file belongs to whoever asked for it.</summary>
    private void AddFile(ReadOnlySpan<byte> json)
    {
        if (GeminiNames.Find(UsageJson.Text(json.ToArray()) ?? "") is { } file) _files.Add(new(file));
    }
}
