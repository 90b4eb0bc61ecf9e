using LlmGateway.Metering.Providers.Gemini.Requests;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Reads the answers of generateContent, plain, as events and as a JSON array (fact sheet 3.1, 3.2, 4.1, 4.2). The last
/// <c>usageMetadata</c> that holds a count wins whole: counts grow, shrink and vanish on the way. Images are the parts of inline data
/// that are no thoughts.
/// </summary>
internal sealed class GenerateReader : UsageReader
{
    private readonly JsonPicker _picker;
    private readonly AnswerFrame _frame;
    private readonly SpokenText _text;
    private readonly SearchQueries _searches = new();
    private readonly LastValue _usage = new();
    private readonly LastValue _model = new();
    private readonly LastValue _id = new();
    private readonly ResponseHead _head;
    private readonly string? _requestedModel;
    private long _images;
    private long _sounds;
    private bool _partIsImage;
    private bool _partIsSound;
    private bool _partIsThought;
    private bool _finished;
    private bool _spoke;
    private bool _failed;

    public GenerateReader(string? requestedModel, ResponseHead head)
    {
        (_requestedModel, _head) = (requestedModel, head);
        _text = new SpokenText(TokenCounter.For("o200k_base"));
        _picker = new JsonPicker()
            .On("usageMetadata", KeepUsage)
            .On("modelVersion", _model.Set)
            .On("responseId", _id.Set)
            .On("error", _ => _failed = true)
            .On("promptFeedback/blockReason", _ => _finished = true)
            .On("candidates/finishReason", _ => _finished = true)
            .On("candidates/content/parts/text", Speak)
            .On("candidates/content/parts/functionCall", Speak)
            .On("candidates/content/parts/executableCode", Speak)
            .On("candidates/content/parts/thought", json => _partIsThought = json.SequenceEqual("true"u8))
            .On("candidates/content/parts/inlineData/mimeType", json => (_partIsImage, _partIsSound) = (json.StartsWith("\"image/"u8), json.StartsWith("\"audio/"u8)))
            .On("candidates/content/parts/", _ => EndPart())
            .On("candidates/groundingMetadata/webSearchQueries", _searches.Add)
            .On("candidates/groundingMetadata/imageSearchQueries", _searches.Add)
            .On("candidates/groundingMetadata/groundingChunks/maps/", _ => _searches.AddPlace());
        _frame = new AnswerFrame(_picker);
    }

    public override long OutputTokensSoFar => _text.RoughTokens;

    public override void Read(ReadOnlySpan<byte> bytes) => _frame.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var ended = whole && !_failed && (_frame.IsEvents ? _finished : _picker.AtRest);
        var usage = GeminiUsage.Read(_usage.Element());
        return new UsageReading
        {
            Usage = usage is null ? null : Whole(usage, _model.Text()),
            Final = usage is not null && ended,
            Failed = _failed && _head.IsSuccess && usage is null && !_spoke,
            OutputTokensCounted = whole && !_failed ? 0 : _text.Count(), // A whole answer without a usage hides it: then the hold is booked, not what can be seen.
            AnythingSeen = _picker.AnythingSeen,
            ProviderId = _id.Text(),
        };
    }

    /// <summary>An image model that does not break its output down has made images of all of it.</summary>
    private Usage Whole(Usage usage, string? model) => usage with
    {
        Model = model,
        Images = _images > 0 ? _images : null,
        Items = _sounds > 0 && AnswerKind.IsSong(model ?? _requestedModel ?? "") ? 1 : null,
        ImageOutputTokens = usage.ImageOutputTokens ?? (_images > 0 ? usage.OutputTokens : null),
        WebSearches = _searches.Charged(model ?? _requestedModel),
    };

    private void KeepUsage(ReadOnlySpan<byte> json)
    {
        if (GeminiUsage.HasCounts(json)) _usage.Set(json);
    }

    private void Speak(ReadOnlySpan<byte> json)
    {
        _spoke = true;
        _text.Add(json);
    }

    private void EndPart()
    {
        if (!_partIsThought) (_images, _sounds) = (_images + (_partIsImage ? 1 : 0), _sounds + (_partIsSound ? 1 : 0));
        _spoke |= _partIsImage || _partIsSound;
        (_partIsImage, _partIsSound, _partIsThought) = (false, false, false);
    }
}
