using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>
/// Counts images, and tokens where the model reports them. A plain answer has one element of <c>data</c> an image; a stream one
/// <c>image_generation.completed</c> an image, with its own usage, which are added.
/// </summary>
internal sealed class ImagesReader : UsageReader
{
    private readonly Estimate _estimate;
    private readonly SseReader? _events;
    private readonly JsonScanner _scanner = new(["usage"], arrays: ["data"]);
    private Usage? _streamed;
    private long _completed;

    public ImagesReader(Estimate estimate, bool stream)
    {
        _estimate = estimate;
        _events = stream ? new SseReader(OnEvent) : null;
    }

    public override void Read(ReadOnlySpan<byte> bytes)
    {
        if (_events is null) _scanner.Read(bytes);
        else _events.Read(bytes);
    }

    public override UsageReading Complete(bool whole)
    {
        _events?.Complete();
        var reported = _events is null ? ChatUsage.Read(UsageJson.Parse(_scanner.Captured("usage"))) : _streamed;
        var images = _events is null ? _scanner.Elements("data") : _completed;
        var byDesign = _estimate.Bound.OutputTokens is null && images > 0;
        return new UsageReading
        {
            Usage = reported is null && !byDesign ? null : Pieces(reported ?? Usage.Empty, images),
            Computed = reported is null && byDesign,
            Final = whole && (reported is not null || byDesign),
            AnythingSeen = images > 0 || _scanner.AnythingSeen,
        };
    }

    /// <summary>Without details, all output is image.</summary>
    private Usage Pieces(Usage usage, long images) => usage with
    {
        Images = images,
        ImageOutputTokens = usage.ImageOutputTokens ?? usage.OutputTokens,
        Resolution = _estimate.Bound.Resolution,
        Quality = _estimate.Bound.Quality,
    };

    private void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (!name.EndsWith(".completed"u8)) return;
        _completed++;
        var scanner = new JsonScanner(["usage"]);
        scanner.Read(data);
        if (ChatUsage.Read(UsageJson.Parse(scanner.Captured("usage"))) is not { } usage) return;
        _streamed = _streamed is null ? usage : new Usage
        {
            InputTokens = checked((_streamed.InputTokens ?? 0) + (usage.InputTokens ?? 0)),
            OutputTokens = checked((_streamed.OutputTokens ?? 0) + (usage.OutputTokens ?? 0)),
            ImageInputTokens = checked((_streamed.ImageInputTokens ?? 0) + (usage.ImageInputTokens ?? 0)),
        };
    }
}
