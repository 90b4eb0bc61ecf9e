using LlmGateway.Metering.Providers.Gemini.Requests;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Reads an interaction: whole, streamed (fact sheet 4.3), or looked at later. Every usage in it is a running total, so the last one counts;
/// an interaction that failed before it used anything is not charged.
/// </summary>
internal sealed class InteractionReader : UsageReader
{
    private readonly Estimate? _estimate;
    private readonly ResponseHead _head;
    private readonly JsonPicker _picker = new();
    private readonly AnswerFrame _frame;
    private readonly InteractionPieces _pieces;
    private readonly SpokenText _text;
    private readonly LastValue _usage = new();
    private readonly LastValue _status = new();
    private readonly LastValue _id = new();
    private readonly LastValue _model = new();
    private readonly LastValue _tier = new();
    private bool _error;

    public InteractionReader(Estimate? estimate, ResponseHead head)
    {
        (_estimate, _head) = (estimate, head);
        _frame = new AnswerFrame(_picker);
        _pieces = new InteractionPieces(_picker);
        _text = new SpokenText(TokenCounter.For("o200k_base"));
        foreach (var root in (ReadOnlySpan<string>)["", "interaction/"])
        {
            _picker.On(root + "usage", KeepUsage).On(root + "status", _status.Set).On(root + "id", _id.Set).On(root + "model", _model.Set).On(root + "service_tier", _tier.Set);
        }

        _picker.On("interaction_id", _id.Set)
            .On("metadata/total_usage", KeepUsage)
            .On("delta/text", _text.Add)
            .On("delta/arguments", _text.Add)
            .OnSight("error", () => _error = true)
            .OnSight("interaction/steps", _pieces.BeginShown);
    }

    public override long OutputTokensSoFar => _text.RoughTokens;

    public override void Read(ReadOnlySpan<byte> bytes) => _frame.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var status = _status.Text();
        var (id, model) = (_id.Text(), _model.Text());
        var usage = InteractionUsage.Read(_usage.Element(), model) is { } read ? Whole(read, model) : null;
        var ended = IsEnd(status) && (_frame.IsEvents || (whole && _picker.AtRest));
        var failed = (ended && usage is null && status is "failed" or "cancelled") || (_error && _head.IsSuccess && usage is null && _text.RoughTokens == 0);
        return new UsageReading
        {
            Usage = usage,
            Final = usage is not null && ended,
            Failed = failed,
            OutputTokensCounted = whole && !_error ? 0 : _text.Count(),
            AnythingSeen = _picker.AnythingSeen,
            ProviderId = string.IsNullOrEmpty(id) ? null : id,
            Job = !_head.IsSuccess || status is null ? null : State(status, ended),
            Created = _head.IsSuccess && !string.IsNullOrEmpty(id) ? [new(id, usage?.Tokens)] : [],
        };
    }

    /// <summary>States that end an interaction; others, new ones too, go on. A function to be called ends it: the result is another interaction.</summary>
    private static bool IsEnd(string? status) => status is "completed" or "requires_action" or "incomplete" or "budget_exceeded" or "failed" or "cancelled";

    private static JobState State(string status, bool ended) => !ended ? JobState.Running : status is "failed" or "cancelled" ? JobState.Failed : JobState.Succeeded;

    private Usage Whole(Usage usage, string? model)
    {
        var made = _pieces.Made;
        var ofOne = _estimate?.Bound.VideoMilliseconds / Math.Max(_estimate?.Bound.Videos ?? 1, 1);
        return usage with
        {
            Model = model,
            ServiceTier = GeminiTier.Read(_tier.Text()),
            Images = made.Images > 0 ? made.Images : null,
            ImageOutputTokens = usage.ImageOutputTokens ?? (made.Images > 0 ? usage.OutputTokens : null),
            Videos = made.Videos > 0 ? made.Videos : null,
            VideoMilliseconds = made.Videos > 0 ? ofOne * made.Videos : null,
            Resolution = made.Videos > 0 ? _estimate?.Bound.Resolution : null,
            Items = made.Sounds > 0 && AnswerKind.IsSong(model ?? _estimate?.Model ?? "") ? 1 : null,
        };
    }

    private void KeepUsage(ReadOnlySpan<byte> json)
    {
        if (InteractionUsage.HasCounts(json)) _usage.Set(json);
    }
}
