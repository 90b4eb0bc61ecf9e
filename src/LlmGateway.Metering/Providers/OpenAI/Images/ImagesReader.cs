using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;

namespace LlmGateway.Metering.Providers.OpenAI.Images;

/// <summary>
/// Counts images, and tokens where the model reports them. A plain answer has one element of <c>data</c> an image; a stream one event
/// <c>*.completed</c> an image, with its own usage, which are added. Scanned while it passes: the images cost no memory.
/// </summary>
internal sealed class ImagesReader : UsageReader
{
    /// <summary>Where a model that no price names reports tokens all the same, the dearest.</summary>
    private const string UnnamedModel = "gpt-image-1";

    private static readonly JsonShape s_shape = new(["type", "usage", "svg_usage", "error"], arrays: ["data"]);

    private readonly Estimate _estimate;
    private readonly ResponseHead _head;
    private readonly JsonScanner _scanner = new(s_shape);
    private readonly SseScanner? _events;
    private Usage? _reported;
    private long _images;
    private bool _error;
    private bool _seen;

    public ImagesReader(Estimate estimate, ResponseHead head)
    {
        (_estimate, _head) = (estimate, head);
        _events = head.IsEventStream ? new SseScanner(_scanner, OnEvent) : null;
    }

    public override void Read(ReadOnlySpan<byte> bytes)
    {
        if (_events is null) _scanner.Read(bytes);
        else _events.Read(bytes);
    }

    public override UsageReading Complete(bool whole)
    {
        if (_events is null) TakePlain();
        else _events.Complete();
        if (!_head.IsSuccess) return new() { AnythingSeen = _seen };
        var byThePiece = ImageOutput.IsByThePiece(_estimate.Model) && _reported is null && _images > 0;
        var usage = _reported is null && !byThePiece ? null : Pieces(_reported ?? Usage.Empty);
        return new UsageReading
        {
            Usage = usage,
            Computed = byThePiece,
            Final = usage is not null && whole && !_error,
            Failed = _error && usage is null && _images == 0,
            AnythingSeen = _seen,
        };
    }

    private Usage Pieces(Usage usage) => usage with
    {
        Images = _images,
        Resolution = _estimate.Bound.Resolution,
        Quality = _estimate.Bound.Quality,
        Model = usage.InputTokens is not null && ImageOutput.IsByThePiece(_estimate.Model) ? UnnamedModel : null,
    };

    private void TakePlain()
    {
        _images = _scanner.Elements("data");
        _seen = _scanner.AnythingSeen;
        Take();
    }

    private void OnEvent(ReadOnlySpan<byte> name)
    {
        _seen = true;
        if (!_scanner.Captured("error").IsEmpty || _scanner.Text("type") == "error") _error = true;
        if (_scanner.Text("type")?.EndsWith(".completed", StringComparison.Ordinal) != true) return;
        _images++;
        Take();
    }

    private void Take()
    {
        // Without details, all output is image.
        if (ChatUsage.Read(_scanner.Value("usage")) is { } usage) _reported = ImageUsage.Add(_reported, usage with { ImageOutputTokens = usage.ImageOutputTokens ?? usage.OutputTokens });
        if (_scanner.Value("svg_usage") is { } drawing && ChatUsage.Read(drawing) is { } svg)
        {
            _reported = (_reported ?? Usage.Empty) with { Also = [.. _reported?.Also ?? [], svg with { Model = UsageJson.String(drawing, "model") }] };
        }
    }
}
