namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Counts the images, videos and sounds that an interaction made: contents of its <c>model_output</c> steps (or, before there were steps, of
/// <c>outputs</c>), and in a stream the deltas that bring them. A finished interaction that shows its steps says it all, and the deltas are
/// not counted beside it.
/// </summary>
internal sealed class InteractionPieces
{
    private Pieces _shown;
    private Pieces _streamed;
    private Pieces _step;
    private string _contentType = "";
    private string _stepType = "";

    public InteractionPieces(JsonPicker picker)
    {
        foreach (var root in (ReadOnlySpan<string>)["", "interaction/"])
        {
            picker.On(root + "steps/type", json => _stepType = Word(json))
                .On(root + "steps/content/type", json => _contentType = Word(json))
                .On(root + "steps/content/", _ => EndContent(ref _step))
                .On(root + "steps/", _ => EndStep(ref _shown))
                .On(root + "outputs/type", json => _contentType = Word(json))
                .On(root + "outputs/", _ => EndContent(ref _shown));
        }

        picker.On("step/type", json => _stepType = Word(json))
            .On("step/content/type", json => _contentType = Word(json))
            .On("step/content/", _ => EndContent(ref _step))
            .On("step/", _ => EndStep(ref _streamed))
            .On("delta/type", json => _contentType = Word(json))
            .On("delta/", _ => EndContent(ref _streamed));
    }

    public Pieces Made => _shown.Any ? _shown : _streamed;

    /// <summary>An interaction may be shown finished more than once; the last one counts.</summary>
    public void BeginShown() => _shown = default;

    private void EndContent(ref Pieces of)
    {
        of = _contentType switch
        {
            "image" => of with { Images = of.Images + 1 },
            "video" => of with { Videos = of.Videos + 1 },
            "audio" => of with { Sounds = of.Sounds + 1 },
            _ => of,
        };
        _contentType = "";
    }

    private void EndStep(ref Pieces of)
    {
        if (_stepType == "model_output") of = new(of.Images + _step.Images, of.Videos + _step.Videos, of.Sounds + _step.Sounds);
        (_step, _stepType) = (default, "");
    }

    private static string Word(ReadOnlySpan<byte> json) =>
        json.SequenceEqual("\"image\""u8) ? "image" : json.SequenceEqual("\"video\""u8) ? "video" : json.SequenceEqual("\"audio\""u8) ? "audio" : json.SequenceEqual("\"model_output\""u8) ? "model_output" : "";
}
