using System.Buffers.Text;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Counts the images of Imagen: predictions that hold bytes. One that was filtered out holds a reason instead, and is not charged. Embeddings, as Vertex answers
/// them under the same verb, tell the tokens of each.
/// </summary>
internal sealed class PredictionsReader : UsageReader
{
    private readonly Estimate _estimate;
    private readonly ResponseHead _head;
    private readonly JsonPicker _picker;
    private long _images;
    private long? _tokens;

    public PredictionsReader(Estimate estimate, ResponseHead head)
    {
        (_estimate, _head) = (estimate, head);
        _picker = new JsonPicker()
            .OnSight("predictions/bytesBase64Encoded", () => _images++)
            .On("predictions/embeddings/statistics/token_count", AddTokens);
    }

    public override void Read(ReadOnlySpan<byte> bytes) => _picker.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var answered = whole && _head.IsSuccess && _picker.AtRest && _picker.Documents > 0;
        return new UsageReading
        {
            Usage = _tokens is not null ? new Usage { InputTokens = _tokens } : answered || _images > 0 ? new Usage { Images = _images, Resolution = _estimate.Bound.Resolution } : null,
            Computed = _tokens is null,
            Final = answered,
            AnythingSeen = _picker.AnythingSeen,
        };
    }

    private void AddTokens(ReadOnlySpan<byte> json)
    {
        if (Utf8Parser.TryParse(json, out long tokens, out var read) && read == json.Length && tokens >= 0) _tokens = (_tokens ?? 0) + Math.Min(tokens, int.MaxValue);
    }
}
