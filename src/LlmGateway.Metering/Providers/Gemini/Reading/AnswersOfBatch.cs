using System.Globalization;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// The answers of a batch where they lie in a larger document: their usage, images and searches are added up, answer by answer. An
/// embedding tells its tokens as a string.
/// </summary>
internal sealed class AnswersOfBatch
{
    private readonly UsageSum _sum = new();
    private readonly LastValue _usage = new();
    private readonly LastValue _model = new();
    private SearchQueries _searches = new();
    private long? _embedded;
    private long _images;
    private bool _partIsImage;
    private bool _partIsThought;

    /// <param name="place">Path of each answer's wrapper, which holds <c>response</c> or <c>error</c>: <c>response/inlinedResponses/inlinedResponses/</c>; empty for lines.</param>
    public AnswersOfBatch(JsonPicker picker, string place)
    {
        picker.On(place + "response/usageMetadata", _usage.Set)
            .On(place + "response/modelVersion", _model.Set)
            .On(place + "response/tokenCount", json => _embedded = long.TryParse(json.Trim((byte)'"'), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) ? tokens : null)
            .On(place + "response/candidates/content/parts/thought", json => _partIsThought = json.SequenceEqual("true"u8))
            .On(place + "response/candidates/content/parts/inlineData/mimeType", json => _partIsImage = json.StartsWith("\"image/"u8))
            .On(place + "response/candidates/content/parts/", _ => EndPart())
            .On(place + "response/candidates/groundingMetadata/webSearchQueries", json => _searches.Add(json))
            .On(place.Length == 0 ? "/" : place, _ => EndAnswer());
    }

    /// <summary>How many answers there were, failed ones too.</summary>
    public long Count => _sum.Count;

    public Usage Total(string? model) => _sum.Total(model, GeminiTier.Batch);

    private void EndPart()
    {
        if (_partIsImage && !_partIsThought) _images++;
        (_partIsImage, _partIsThought) = (false, false);
    }

    private void EndAnswer()
    {
        var model = _model.Text();
        var usage = GeminiUsage.Read(_usage.Element()) ?? new Usage { InputTokens = _embedded ?? 0, OutputTokens = 0 };
        _sum.Add(usage with { Model = model, Images = _images > 0 ? _images : null, WebSearches = _searches.Charged(model) });
        _usage.Set([]);
        _model.Set([]);
        (_embedded, _images, _searches) = (null, 0, new());
    }
}
