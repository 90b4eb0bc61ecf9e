using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.Gemini.Reading;

namespace LlmGateway.Metering.Providers.Gemini.Compatible;

/// <summary>Reads an answer of pieces, <c>{"data":[...],"usage"}</c>: embeddings and images. What is not reported is computed.</summary>
internal sealed class CompatiblePiecesReader : UsageReader
{
    private readonly ResponseHead _head;
    private readonly Func<long, Usage> _computed;
    private readonly bool _counts;
    private readonly JsonPicker _picker;
    private readonly LastValue _usage = new();
    private readonly LastValue _model = new();
    private long _pieces;

    /// <param name="computed">The usage of so many pieces.</param>
    /// <param name="counts">True if the pieces are images.</param>
    public CompatiblePiecesReader(ResponseHead head, Func<long, Usage> computed, bool counts = false)
    {
        (_head, _computed, _counts) = (head, computed, counts);
        _picker = new JsonPicker().On("usage", _usage.Set).On("model", _model.Set).On("data/", _ => _pieces++);
    }

    public override void Read(ReadOnlySpan<byte> bytes) => _picker.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var reported = ChatUsage.Read(_usage.Element());
        var answered = whole && _head.IsSuccess && _picker.AtRest;
        var usage = reported ?? (answered && _pieces > 0 ? _computed(_pieces) : null);
        return new UsageReading
        {
            Usage = usage is null ? null : usage with
            {
                Model = _model.Text(),
                Images = _counts ? _pieces : null,
                ImageOutputTokens = usage.ImageOutputTokens ?? (_counts ? usage.OutputTokens : null),
            },
            Computed = reported is null && usage is not null,
            Final = answered && usage is not null,
            AnythingSeen = _picker.AnythingSeen,
        };
    }
}
