namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>Reads the file of a batch's answers, one a line: <c>{"key","response":{...,"usageMetadata"}}</c> (fact sheet 3.9).</summary>
internal sealed class BatchFileReader : UsageReader
{
    private readonly ResponseHead _head;
    private readonly string _file;
    private readonly JsonPicker _picker = new();
    private readonly AnswersOfBatch _answers;

    /// <param name="file">Name of the file, which is the job's id.</param>
    public BatchFileReader(string file, ResponseHead head)
    {
        (_file, _head) = (file, head);
        _answers = new AnswersOfBatch(_picker, "");
    }

    public override void Read(ReadOnlySpan<byte> bytes) => _picker.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var ended = whole && _head.IsSuccess && _picker.AtRest && _answers.Count > 0;
        return new UsageReading
        {
            ProviderId = _file,
            Job = ended ? JobState.Succeeded : null,
            Usage = ended ? _answers.Total(null) : null,
            Final = ended,
            AnythingSeen = _picker.AnythingSeen,
        };
    }
}
