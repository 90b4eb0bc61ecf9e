namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Reads a batch (fact sheet 3.9), just made or later. What it used stands in its answers, which are shown twice (as <c>response</c> and as
/// <c>metadata.output</c>) and count once; or in a file of lines, which the job then goes on as.
/// </summary>
internal sealed class BatchReader : UsageReader
{
    private readonly ResponseHead _head;
    private readonly JsonPicker _picker = new();
    private readonly AnswersOfBatch _response;
    private readonly AnswersOfBatch _output;
    private readonly LastValue _name = new();
    private readonly LastValue _model = new();
    private readonly LastValue _state = new();
    private readonly LastValue _file = new();
    private bool _done;
    private bool _failed;

    public BatchReader(ResponseHead head)
    {
        _head = head;
        _response = new AnswersOfBatch(_picker, "response/inlinedResponses/inlinedResponses/");
        _output = new AnswersOfBatch(_picker, "metadata/output/inlinedResponses/inlinedResponses/");
        _picker.On("name", _name.Set)
            .On("done", json => _done = json.SequenceEqual("true"u8))
            .OnSight("error", () => _failed = true)
            .On("metadata/model", _model.Set)
            .On("metadata/state", _state.Set)
            .On("metadata/output/responsesFile", _file.Set)
            .On("response/responsesFile", _file.Set);
    }

    public override void Read(ReadOnlySpan<byte> bytes) => _picker.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var name = _name.Text();
        if (!whole || !_head.IsSuccess || string.IsNullOrEmpty(name)) return new() { AnythingSeen = _head.IsSuccess && _picker.AnythingSeen };

        var state = _state.Text() ?? "";
        var ended = _done || state.EndsWith("_SUCCEEDED", StringComparison.Ordinal) || IsFailure(state);
        var reading = new UsageReading { ProviderId = name, Job = JobState.Running, AnythingSeen = true };
        return ended ? Ended(reading, IsFailure(state) || _failed) : reading;
    }

    private UsageReading Ended(UsageReading reading, bool failed)
    {
        var answers = _response.Count > 0 ? _response : _output;
        if (answers.Count > 0) return reading with { Job = JobState.Succeeded, Usage = answers.Total(_model.Text()), Final = true };
        if (_file.Text() is { Length: > 0 } file) return reading with { Successors = [file] };
        return reading with { Job = failed ? JobState.Failed : JobState.Succeeded, Failed = failed };
    }

    private static bool IsFailure(string state) =>
        state.EndsWith("_FAILED", StringComparison.Ordinal) || state.EndsWith("_CANCELLED", StringComparison.Ordinal) || state.EndsWith("_EXPIRED", StringComparison.Ordinal);
}
