namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>Counts the images of Imagen: predictions that hold bytes. One that was filtered out holds a reason instead, and is not charged.</summary>
internal sealed class PredictionsReader : UsageReader
{
    private readonly Estimate _estimate;
    private readonly ResponseHead _head;
    private readonly JsonPicker _picker;
    private long _images;

    public PredictionsReader(Estimate estimate, ResponseHead head)
    {
        (_estimate, _head) = (estimate, head);
        _picker = new JsonPicker().OnSight("predictions/bytesBase64Encoded", () => _images++);
    }

    public override void Read(ReadOnlySpan<byte> bytes) => _picker.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var answered = whole && _head.IsSuccess && _picker.AtRest && _picker.Documents > 0;
        return new UsageReading
        {
            Usage = answered || _images > 0 ? new Usage { Images = _images, Resolution = _estimate.Bound.Resolution } : null,
            Computed = true,
            Final = answered,
            AnythingSeen = _picker.AnythingSeen,
        };
    }
}
