using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI.Audio;

/// <summary>
/// Reads a transcript: JSON and event streams report usage in tokens or seconds, or at least a duration; srt and vtt end with a time stamp; plain text tells
/// nothing, and the file's own length counts.
/// </summary>
internal sealed class TranscriptReader : UsageReader
{
    private static readonly JsonShape s_shape = new(["type", "usage", "duration", "delta", "error"]);

    private readonly Estimate _estimate;
    private readonly ResponseHead _head;
    private readonly JsonScanner _scanner = new(s_shape);
    private readonly SseScanner? _events;
    private readonly TimeStamps? _stamps;
    private readonly SeenText _text = new(TokenCounter.For("o200k_base"));
    private Usage? _reported;
    private bool _error;
    private long _bytes;

    public TranscriptReader(Estimate estimate, ResponseHead head)
    {
        (_estimate, _head) = (estimate, head);
        if (head.IsEventStream) _events = new SseScanner(_scanner, OnEvent);
        else if (head.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true) _stamps = new TimeStamps();
    }

    public override long OutputTokensSoFar => _text.RoughTokens;

    public override void Read(ReadOnlySpan<byte> bytes)
    {
        _bytes += bytes.Length;
        if (_events is not null) _events.Read(bytes);
        else if (_stamps is not null) _stamps.Read(bytes);
        else _scanner.Read(bytes);
    }

    public override UsageReading Complete(bool whole)
    {
        _events?.Complete();
        _stamps?.Complete();
        if (!_head.IsSuccess) return new() { AnythingSeen = _bytes > 0 };
        if (_events is null && _stamps is null) Take();
        if (_reported is not null) return new() { Usage = _reported, Final = true, AnythingSeen = true };
        if (_events is not null) return new() { AnythingSeen = _bytes > 0, Failed = _error && _text.IsEmpty, OutputTokensCounted = _text.Count() };
        var usage = _bytes == 0 ? null : Computed();
        return new() { Usage = usage, Computed = true, Final = usage is not null && whole, AnythingSeen = _bytes > 0 };
    }

    private void OnEvent(ReadOnlySpan<byte> name)
    {
        _error |= !_scanner.Captured("error").IsEmpty || _scanner.Text("type") == "error";
        if (_scanner.Text("type") == "transcript.text.delta") _text.Add(_scanner.Captured("delta").Span);
        Take();
    }

    private void Take()
    {
        var usage = _scanner.Value("usage");
        if (ChatUsage.Read(usage) is { } tokens) _reported = tokens;
        else if (UsageJson.Decimal(usage.Member("seconds")) is { } seconds && Milliseconds(seconds) is { } length) _reported = new() { AudioMilliseconds = length };
    }

    /// <summary>What the answer shows of the length, else the file's own; token models in tokens.</summary>
    private Usage Computed()
    {
        var shown = _stamps?.LastMilliseconds ?? (_stamps is null ? Milliseconds(UsageJson.Decimal(_scanner.Value("duration"))) : null);
        if (TranscriptRequest.IsByDuration(_estimate.Model)) return new() { AudioMilliseconds = shown ?? _estimate.Expected.AudioMilliseconds };
        return new() { InputTokens = _estimate.Expected.InputTokens, AudioInputTokens = _estimate.Expected.AudioInputTokens, OutputTokens = (_bytes / 4) + 1 };
    }

    private static long? Milliseconds(decimal? seconds) => seconds is { } told && told <= Amounts.Largest / 1000 ? (long)Math.Ceiling(told * 1000) : null;
}
