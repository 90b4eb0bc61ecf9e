namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>Reads embeddings. Newer models report their input; where nothing is reported, what was counted is charged (fact sheet 3.4).</summary>
internal sealed class EmbedReader : UsageReader
{
    private readonly Estimate _estimate;
    private readonly JsonPicker _picker;
    private readonly LastValue _usage = new();
    private long _embeddings;

    public EmbedReader(Estimate estimate)
    {
        _estimate = estimate;
        _picker = new JsonPicker()
            .On("usageMetadata", _usage.Set)
            .On("embedding/", _ => _embeddings++)
            .On("embeddings/", _ => _embeddings++);
    }

    public override void Read(ReadOnlySpan<byte> bytes) => _picker.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var reported = GeminiUsage.Read(_usage.Element());
        var answered = whole && _picker.AtRest;
        var usage = reported ?? (answered && _embeddings > 0 ? new Usage { InputTokens = _estimate.Expected.InputTokens } : null);
        return new UsageReading
        {
            Usage = usage,
            Computed = reported is null && usage is not null,
            Final = usage is not null && answered,
            AnythingSeen = _picker.AnythingSeen,
        };
    }
}
